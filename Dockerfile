# One file for every service and the gateway: WORKSPACE picks which.
#   docker build --build-arg WORKSPACE=subgraphs/catalog --tag orrery/catalog .

FROM node:20.20.2-bookworm-slim AS base
WORKDIR /app
ENV TURBO_TELEMETRY_DISABLED=1 NPM_CONFIG_UPDATE_NOTIFIER=false

# Everything that is needed to build, once for all images.
FROM base AS build
COPY package.json package-lock.json .npmrc turbo.json tsconfig.base.json ./
COPY packages packages
COPY subgraphs subgraphs
COPY gateway gateway
COPY dev dev
RUN npm ci --no-audit --no-fund
ARG WORKSPACE
RUN npx turbo run build --filter="./${WORKSPACE}"

# What is needed to run, and nothing else.
FROM base AS dependencies
COPY package.json package-lock.json .npmrc ./
COPY --from=build /app/packages packages
COPY --from=build /app/subgraphs subgraphs
COPY --from=build /app/gateway gateway
COPY --from=build /app/dev dev
ARG WORKSPACE
RUN npm ci --omit=dev --no-audit --no-fund --workspace="./${WORKSPACE}"

FROM base AS runtime
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
ARG WORKSPACE
COPY --from=dependencies /app/package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=dependencies /app/packages packages
COPY --from=dependencies /app/${WORKSPACE} ${WORKSPACE}
COPY schemas schemas
# Where the test provider's volume is mounted.
RUN install -d -o node -g node /data
USER node
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node"]
CMD ["--help"]
