"""An object store for tests that other processes see, too: ``objects:///folder``, files of a folder without its ways.

An object is put in one piece, folders neither exist nor are made, and what was asked is counted.
"""

import os
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem
from upath import UPath
from upath.registry import register_implementation


class Objects(LocalFileSystem):
    protocol = ("objects",)

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(str(path).removeprefix("objects://"))

    def unstrip_protocol(self, name):
        return f"objects://{self._strip_protocol(name)}"

    def mkdir(self, path, create_parents=True, **kwargs):
        raise AssertionError(f"{path}: a store has no folders to make")

    makedirs = mkdir

    def pipe_file(self, path, value, mode="overwrite", **kwargs):
        target = Path(self._strip_protocol(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        draft.write_bytes(value)
        draft.replace(target)

    def put_file(self, lpath, rpath, callback=None, **kwargs):
        self.pipe_file(rpath, Path(lpath).read_bytes())

    def open(self, path, mode="rb", **kwargs):
        assert mode == "rb", f"{path} is opened to write: an object is put"
        return super().open(path, mode, **kwargs)

    def ls(self, path, detail=False, **kwargs):
        """What begins with a dot is being put."""
        found = super().ls(path, detail=True, **kwargs)
        found = [item for item in found if not Path(item["name"]).name.startswith(".0")]
        return found if detail else [item["name"] for item in found]


class ObjectPath(UPath):
    """A path in the store; a process that unpickles one knows the store by it."""


fsspec.register_implementation("objects", Objects, clobber=True)
register_implementation("objects", ObjectPath, clobber=True)
