# syntax=docker/dockerfile:1
# The release is made in one stage and runs in another, with Node alone.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN node scripts/package.mjs \
 && mkdir /release \
 && tar --extract --gzip --strip-components=1 --directory /release --file dist/release/latchkey-*.tar.gz

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Latchkey" \
      org.opencontainers.image.licenses="MIT"
# Owned by root and never written to: the root of the container may be read-only.
COPY --from=build /release /opt/latchkey
# The embedded PostgreSQL refuses to run as root. Without DATABASE_URL it lies in the volume, as do secrets and the journal.
RUN install --directory --owner=node --group=node --mode=0700 /data
USER node
WORKDIR /opt/latchkey
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    LATCHKEY_DATA_DIR=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: as PID 1 it gets SIGTERM itself and stops in order, which takes 25 seconds at most.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "scripts/start.mjs"]
