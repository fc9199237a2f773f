import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@/scripts/free-port.mjs";
import type { Running } from "./guarded-service";
import { type Certificate, type Edits, launchProxy, openProxyRoom, renderRecipe } from "./proxy-process";

/**
 * A real nginx with a recipe of the docs as it stands there; `ports` says which port of the recipe is which one here. With
 * a certificate it makes the two edits that the recipe asks for in production.
 */
export async function startNginx(
  recipeFile: string,
  ports: Readonly<Record<string, number>>,
  certificate?: Certificate,
): Promise<Running> {
  const { room, close } = await openProxyRoom("nginx");
  const port = await freePort();
  const places = Object.entries({ ...ports, "8080": port }).map(
    ([written, here]) => [`127.0.0.1:${written}`, `127.0.0.1:${here}`] as const,
  );
  await writeFile(
    join(room, "recipe.conf"),
    await renderRecipe(recipeFile, [...places, ...(certificate ? withTls(port, certificate) : [])]),
  );
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${room};`);
  const http = ["access_log off;", ...temporary, `include ${room}/recipe.conf;`].join("\n");
  const main = ["daemon off;", "master_process off;", `pid ${room}/nginx.pid;`, "events {}"];
  await writeFile(join(room, "nginx.conf"), `${main.join("\n")}\nhttp {\n${http}\n}\n`);
  const stop = await launchProxy({
    binary: "/usr/sbin/nginx",
    debianPackage: "nginx-light",
    args: ["-c", join(room, "nginx.conf"), "-e", "stderr"],
    ports: [port],
  });
  return {
    port,
    async stop() {
      await stop();
      await close();
    },
  };
}

function withTls(port: number, { file, keyFile }: Certificate): Edits {
  return [
    [
      `listen 127.0.0.1:${port};`,
      `listen 127.0.0.1:${port} ssl; ssl_certificate ${file}; ssl_certificate_key ${keyFile};`,
    ],
    ["# proxy_set_header X-Forwarded-Proto", "proxy_set_header X-Forwarded-Proto"],
  ];
}
