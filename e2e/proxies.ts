/** Each proxy with its recipe, in front of the product and of a guarded service. */
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { freePort } from "@/scripts/free-port.mjs";
import { startNginx } from "./nginx";
import { type Certificate, launchProxy, openProxyRoom, renderRecipe, writeBundle } from "./proxy-process";

/** The hosts that the recipes name. */
export const hosts = { product: "latchkey.example", service: "api.example" } as const;

/** What stands behind a proxy, by ports on 127.0.0.1. `away` is a process of the product that does not run. */
export type Behind = { product: number; away: number; service: number };

/** Where its two hosts are reached by TLS. */
export type StandingProxy = { product: number; service: number; stop(): Promise<void> };

export type StartProxy = (behind: Behind, certificate: Certificate) => Promise<StandingProxy>;

export const startEach: Readonly<Record<string, StartProxy>> = {
  nginx: startTwoNginx,
  Caddy: startCaddy,
  HAProxy: startHaproxy,
};

async function startTwoNginx({ product, away, service }: Behind, certificate: Certificate): Promise<StandingProxy> {
  const front = await startNginx("docs/operations/nginx.conf", { "3000": product, "3001": away }, certificate);
  const guard = await startNginx("docs/data-plane/nginx.conf", { "3000": product, "9000": service }, certificate);
  return {
    product: front.port,
    service: guard.port,
    async stop() {
      await guard.stop();
      await front.stop();
    },
  };
}

async function startCaddy({ product, away, service }: Behind, certificate: Certificate): Promise<StandingProxy> {
  const { room, close } = await openProxyRoom("caddy");
  const [productPort, servicePort] = [await freePort(), await freePort()];
  const tls = `tls ${certificate.file} ${certificate.keyFile}`;
  const file = join(room, "Caddyfile");
  const recipe = await renderRecipe("deploy/proxies/Caddyfile", [
    ["\n{\n", "\n{\n\tadmin off\n\tauto_https disable_redirects\n"],
    [`\n${hosts.product} {\n`, `\n${hosts.product}:${productPort} {\n\tbind 127.0.0.1\n\t${tls}\n`],
    [`\n${hosts.service} {\n`, `\n${hosts.service}:${servicePort} {\n\tbind 127.0.0.1\n\t${tls}\n`],
    ["reverse_proxy 127.0.0.1:3000 127.0.0.1:3001", `reverse_proxy 127.0.0.1:${product} 127.0.0.1:${away}`],
    ["forward_auth 127.0.0.1:3000 127.0.0.1:3001", `forward_auth 127.0.0.1:${product} 127.0.0.1:${away}`],
    ["127.0.0.1:9000", `127.0.0.1:${service}`],
  ]);
  await writeFile(file, recipe);
  const stop = await launchProxy({
    binary: "/usr/bin/caddy",
    debianPackage: "caddy",
    args: ["run", "--config", file, "--adapter", "caddyfile"],
    ports: [productPort, servicePort],
    env: { HOME: room, XDG_DATA_HOME: room, XDG_CONFIG_HOME: room },
  });
  return { product: productPort, service: servicePort, stop: () => stop().then(close) };
}

async function startHaproxy({ product, away, service }: Behind, certificate: Certificate): Promise<StandingProxy> {
  const { room, close } = await openProxyRoom("haproxy");
  const ports = { product: await freePort(), service: await freePort(), decisions: await freePort() };
  const bundle = join(room, "latchkey.pem");
  await writeBundle(certificate, bundle);
  const file = join(room, "haproxy.cfg");
  const recipe = await renderRecipe("deploy/proxies/haproxy.cfg", [
    ["/etc/haproxy/latchkey-auth.lua", resolve("deploy/proxies/latchkey-auth.lua")],
    ["127.0.0.1:8443 ssl crt /etc/haproxy/latchkey.pem", `127.0.0.1:${ports.product} ssl crt ${bundle}`],
    ["127.0.0.1:8444 ssl crt /etc/haproxy/latchkey.pem", `127.0.0.1:${ports.service} ssl crt ${bundle}`],
    ["http://127.0.0.1:8090", `http://127.0.0.1:${ports.decisions}`],
    ["bind 127.0.0.1:8090", `bind 127.0.0.1:${ports.decisions}`],
    ["server first 127.0.0.1:3000", `server first 127.0.0.1:${product}`],
    ["server second 127.0.0.1:3001", `server second 127.0.0.1:${away}`],
    ["127.0.0.1:9000", `127.0.0.1:${service}`],
  ]);
  await writeFile(file, recipe);
  const stop = await launchProxy({
    binary: "/usr/sbin/haproxy",
    debianPackage: "haproxy",
    args: ["-db", "-f", file],
    ports: Object.values(ports),
  });
  return { ...ports, stop: () => stop().then(close) };
}
