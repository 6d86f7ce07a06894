"""The optimiser's float32 copies of a model's weights, and the checkpoint that holds them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.training.recipe import Recipe


class Masters:
    """Float32 copies of a bfloat16 model's weights, which the optimiser updates: bfloat16 would lose small updates.

    The copies of a float32 model are its weights themselves.
    """

    def __init__(self, model: Any, recipe: Recipe) -> None:
        import torch

        self.weights = [weight for weight in model.parameters() if weight.requires_grad]
        self.copies = [weight.detach().float() for weight in self.weights]
        self.optimizer = torch.optim.AdamW(
            self.copies, lr=recipe.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )

    def step(self, rate: float) -> None:
        """Clip the gradients to norm 1, update the copies at ``rate``, and write them to the model."""
        import torch

        for copy, weight in zip(self.copies, self.weights, strict=True):
            copy.grad = weight.grad.float()
            weight.grad = None
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        torch.nn.utils.clip_grad_norm_(self.copies, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.write()

    def write(self) -> None:
        """Round the copies into the model."""
        import torch

        with torch.no_grad():
            for copy, weight in zip(self.copies, self.weights, strict=True):
                weight.copy_(copy)

    def save(self, step: int, path: Path) -> None:
        """Write the checkpoint beside ``path`` and move it into place."""
        import torch

        part = path.with_suffix(".part")
        torch.save({"copies": self.copies, "optimizer": self.optimizer.state_dict(), "step": step}, part)
        part.replace(path)

    def export(self, model: Any) -> Any:
        """``model`` in float32 with the unrounded weights."""
        import torch

        exported = model.float()
        with torch.no_grad():
            weights = (weight for weight in exported.parameters() if weight.requires_grad)
            for copy, weight in zip(self.copies, weights, strict=True):
                weight.copy_(copy)
        return exported

    def resume(self, path: Path) -> int:
        """Load the checkpoint if there is one; the step to go on from."""
        import torch

        if not path.exists():
            return 0
        state = torch.load(path, map_location=self.copies[0].device, weights_only=True)
        for copy, saved in zip(self.copies, state["copies"], strict=True):
            copy.copy_(saved)
        self.optimizer.load_state_dict(state["optimizer"])
        self.write()
        return int(state["step"])
