/**
 * A small image API that knows nothing of keys, plans or limits: Latchkey does. `GUARD=middleware` lets it ask itself,
 * `GUARD=proxy` lets nginx ask for it. `PORT`, `LATCHKEY_URL` and, for the middleware, `LATCHKEY_SERVICE_KEY` are its settings.
 */
import express from "express";
import { openAlbums, wishOf } from "./albums.mjs";
import { drawPng } from "./draw-png.mjs";
import { askingGuard, proxiedGuard } from "./guards.mjs";

const {
  GUARD = "middleware",
  LATCHKEY_URL = "http://localhost:3000",
  LATCHKEY_SERVICE_KEY = "",
  PORT = "9000",
} = process.env;
const guard =
  GUARD === "proxy"
    ? proxiedGuard({ baseUrl: LATCHKEY_URL })
    : askingGuard({ baseUrl: LATCHKEY_URL, serviceKey: LATCHKEY_SERVICE_KEY });
const albums = openAlbums();
const app = express();
const refuse = (response, status, code, message) => response.status(status).json({ error: { code, message } });

app.get("/v1/albums", guard, ({ caller }, response) => response.json({ albums: albums.names(caller) }));

const ofAlbum = "/v1/albums/:album/images";
app.get(ofAlbum, guard, ({ caller, params }, response) => response.json({ images: albums.list(caller, params.album) }));

app.post(ofAlbum, guard, express.json(), ({ caller, params, body }, response) => {
  const wish = wishOf(body);
  if (!wish) return refuse(response, 400, "INVALID_IMAGE", "width and height are 1 to 512, colour is #rrggbb");
  return response.status(201).json(albums.draw(caller, params.album, wish));
});

app.get(`${ofAlbum}/:image`, guard, ({ caller, params }, response) => {
  const image = albums.find(caller, params.album, params.image);
  if (!image) return refuse(response, 404, "NOT_FOUND", "There is no such image");
  return response.type("image/png").send(drawPng(image));
});

app.post(`${ofAlbum}/:image/resize`, guard, express.json(), ({ caller, params, body }, response) => {
  const image = albums.find(caller, params.album, params.image);
  const wish = wishOf(body);
  if (!image) return refuse(response, 404, "NOT_FOUND", "There is no such image");
  if (!wish) return refuse(response, 400, "INVALID_IMAGE", "width and height are 1 to 512");
  return response.json(albums.resize(image, wish));
});

// Without this Express shows where it failed.
app.use((error, _request, response, _next) =>
  refuse(response, error.status ?? 500, "FAILED", error.status ? error.message : "The service failed"),
);

const server = app.listen(Number(PORT), "127.0.0.1", () =>
  console.log(`images on http://localhost:${server.address().port}`),
);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
