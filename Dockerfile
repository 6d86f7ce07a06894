# Targets: slim (CTranslate2 only) and full (with torch and transformers for other models, and the drivers of archives).
# Layers, the seldom changed first: dependencies, weights, source.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS dependencies
WORKDIR /build
RUN python3 -m venv /opt/duizhao
COPY constraints.txt requirements.lock ./
RUN grep -E ' # .*\b(slim|postgres)\b' requirements.lock > slim.txt \
    && /opt/duizhao/bin/pip install --no-cache-dir --require-hashes --no-deps -r slim.txt && /opt/duizhao/bin/pip check

FROM dependencies AS full-dependencies
RUN grep -E ' # .*\b(run|postgres|archive)\b' requirements.lock > full.txt \
    && /opt/duizhao/bin/pip install --no-cache-dir --require-hashes --no-deps -r full.txt \
    && /opt/duizhao/bin/pip install --no-cache-dir -c constraints.txt torch && /opt/duizhao/bin/pip check

FROM ${BASE} AS base
RUN useradd --uid 10001 --create-home duizhao && mkdir /data && chown duizhao /data
ENV PATH=/opt/duizhao/bin:$PATH PYTHONPATH=/srv PYTHONUNBUFFERED=1 DUIZHAO_HOST=0.0.0.0 DUIZHAO_DATA_DIR=/data
WORKDIR /srv
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["python3", "-m", "service.cli", "serve"]

FROM base AS full
COPY --from=full-dependencies /opt/duizhao /opt/duizhao
COPY models/embedded models/embedded
COPY models/*.py models/*.json models/*.npz models/*.tsv.xz models/NAMES_NOTICE models/
COPY models/engines models/engines
COPY models/training models/training
COPY service service
USER duizhao

FROM base AS slim
COPY --from=dependencies /opt/duizhao /opt/duizhao
COPY models/embedded models/embedded
COPY models/*.py models/*.json models/*.npz models/*.tsv.xz models/NAMES_NOTICE models/
COPY models/engines models/engines
COPY service service
USER duizhao
