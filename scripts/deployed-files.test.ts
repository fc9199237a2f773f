import { readdirSync, readFileSync } from "node:fs";
import { parseYaml } from "@redocly/openapi-core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkSettings } from "@/lib/platform/given-settings";
import { settingTable } from "@/lib/platform/setting-table";
import { readMounted } from "./mounted-secrets.mjs";

type Environment = Record<string, string>;
type Probe = z.infer<typeof Probe>;

const read = (file: string) => readFileSync(file, "utf8");
/** What a file of several YAML documents holds; throws where one of them is none. */
const documents = (file: string): unknown[] =>
  read(file)
    .split(/^---$/m)
    .map((text) => parseYaml(text));
const secret = (name: string) => `${name}-0123456789abcdef0123456789abcdef`;
/** Secrets and addresses that an operator adds, by the names under which the files ask for them. */
const added: Environment = {
  POSTGRES_PASSWORD: "0123456789abcdef",
  DATABASE_URL: "postgresql://latchkey:word@postgres.test:5432/latchkey?sslmode=verify-full",
  REDIS_URL: "rediss://redis.test:6379",
  ...Object.fromEntries(["JWT_SECRET", "NEXTAUTH_SECRET", "KEY_PEPPER", "ENCRYPTION_KEY"].map((n) => [n, secret(n)])),
};
const secretFolder = "/run/secrets/latchkey/";

/** The environment with what its files will hold. Throws where a variable names a file that is never read. */
function filled(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).map(([variable, value]) => {
      if (!value.startsWith(secretFolder)) return [variable, value];
      const name = value.slice(secretFolder.length);
      const known = readMounted({ [variable]: "package.json" }).values;
      if (!(name in known) || variable !== `${name}_FILE`) throw new Error(`${variable} is not read from ${value}`);
      return [name, added[name] ?? ""];
    }),
  );
}

/** What a start would say of these settings, and names that none of them has. */
function faultsOf(env: Environment): unknown[] {
  const { problems, warnings } = checkSettings(env);
  return [
    ...problems,
    ...warnings,
    ...Object.keys(env).filter((name) => name !== "NODE_ENV" && !(name in settingTable)),
  ];
}

const dockerfile = read("Dockerfile");
const [, inImage = ""] = /^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile) ?? [];
const imageEnv: Environment = Object.fromEntries(
  [...inImage.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]),
);
const port = Number(imageEnv.PORT);

const Probe = z.object({ httpGet: z.object({ path: z.string(), port: z.literal("http") }), periodSeconds: z.number() });
const StatefulSet = z.object({
  kind: z.literal("StatefulSet"),
  spec: z.object({
    replicas: z.number().min(2),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        terminationGracePeriodSeconds: z.number(),
        containers: z.tuple([
          z.object({
            ports: z.tuple([z.object({ name: z.literal("http"), containerPort: z.number() })]),
            env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
            startupProbe: Probe.extend({ failureThreshold: z.number() }),
            readinessProbe: Probe,
            livenessProbe: Probe,
            volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
        volumes: z.array(z.object({ name: z.string() })),
      }),
    }),
    volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
  }),
});
const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      read_only: z.boolean().optional(),
      stop_grace_period: z.string().optional(),
      ports: z.array(z.string()).optional(),
      volumes: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()).optional(),
      depends_on: z.record(z.string(), z.object({ condition: z.literal("service_healthy") })).optional(),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
});

const manifest = documents("deploy/kubernetes/latchkey.yaml");
const compose = Compose.parse(documents("compose.yaml")[0]);
/** The server's own limit for a stop, in seconds. */
const longestStop = 25;

it("every YAML and JSON file for a deployment can be read", () => {
  const files = readdirSync("deploy", { recursive: true, encoding: "utf8" }).map((file) => `deploy/${file}`);
  const yaml = files.filter((file) => /\.ya?ml$/.test(file));
  expect(yaml.length).toBeGreaterThanOrEqual(6);
  for (const document of yaml.flatMap(documents)) expect(document).toEqual(expect.any(Object));
  for (const file of files.filter((name) => name.endsWith(".json"))) expect(JSON.parse(read(file))).toBeTruthy();
});

describe("the image", () => {
  it("has settings that the server takes, and offers the port and the volume that they name", () => {
    expect(faultsOf(imageEnv)).toEqual([]);
    expect(dockerfile).toContain(`\nEXPOSE ${port}\n`);
    expect(dockerfile).toContain(`\nVOLUME ${imageEnv.LATCHKEY_DATA_DIR}\n`);
    expect(dockerfile).toMatch(/\nHEALTHCHECK .*\\\n.*\/readyz`/);
    for (const copied of dockerfile.matchAll(/"(scripts\/\S+\.mjs)"|node (scripts\/\S+\.mjs)/g))
      expect(read(copied[1] ?? copied[2] ?? "")).not.toBe("");
  });
});

describe("the manifest of Kubernetes", () => {
  const { spec } = StatefulSet.parse(manifest[0]);
  const pod = spec.template.spec;
  const [container] = pod.containers;

  it("has settings that the server takes, with every secret as a file that it reads", () => {
    const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
    const all = filled(env);
    expect(faultsOf({ ...imageEnv, ...all })).toEqual([]);
    expect(
      Object.keys(all)
        .filter((name) => name in added)
        .sort(),
    ).toEqual(
      Object.keys(added)
        .filter((name) => name !== "POSTGRES_PASSWORD")
        .sort(),
    );
  });

  it("starts a process anew only where it does not live, and leaves a migration half an hour", () => {
    const path = ({ httpGet }: Probe) => httpGet.path;
    const { startupProbe, readinessProbe, livenessProbe } = container;
    expect([startupProbe, readinessProbe, livenessProbe].map(path)).toEqual(["/livez", "/readyz", "/livez"]);
    expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBeGreaterThanOrEqual(1_800);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(longestStop + 4);
  });

  it("mounts what it names, keeps the data of the image on a claim, and sends the service there", () => {
    const claims = spec.volumeClaimTemplates.map(({ metadata }) => metadata.name);
    const volumes = [...claims, ...pod.volumes.map(({ name }) => name)];
    expect(container.volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.sort());
    const at = (path: string) => container.volumeMounts.find(({ mountPath }) => mountPath === path)?.name;
    expect(claims).toEqual([at(imageEnv.LATCHKEY_DATA_DIR ?? "")]);
    expect(at(secretFolder.slice(0, -1))).toBe("secrets");
    expect(container.ports[0].containerPort).toBe(port);
    const labels = spec.template.metadata.labels;
    expect(spec.selector.matchLabels).toEqual(labels);
    expect(manifest.slice(1)).toMatchObject([
      { kind: "Service", spec: { selector: labels, ports: [{ targetPort: "http" }] } },
      { kind: "PodDisruptionBudget", spec: { selector: { matchLabels: labels } } },
    ]);
  });
});

describe("the compose file", () => {
  const { services, volumes } = compose;
  const ours = Object.entries(services).filter(([, { image }]) => image === "latchkey");
  const filledIn = (text: string) =>
    text.replace(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, usual = "") => added[name] ?? usual);

  it("has settings that the server takes", () => {
    expect(ours.map(([name]) => name)).toEqual(["latchkey", "process"]);
    for (const [, { environment = {} }] of ours) {
      const env = Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, filledIn(text)]));
      expect(faultsOf({ ...imageEnv, ...env })).toEqual([]);
    }
  });

  it("keeps data on volumes, leaves time for a stop, and names services and ports that there are", () => {
    for (const [, service] of ours) {
      expect(service.read_only).toBe(true);
      expect(Number.parseInt(service.stop_grace_period ?? "", 10)).toBeGreaterThan(longestStop);
      expect(service.volumes).toEqual([expect.stringMatching(new RegExp(`^\\w+:${imageEnv.LATCHKEY_DATA_DIR}$`))]);
    }
    for (const { volumes: mounted = [], depends_on = {} } of Object.values(services)) {
      for (const volume of mounted) {
        const [source = ""] = volume.split(":");
        if (source.startsWith("./")) expect(read(source)).not.toBe("");
        else expect(volumes).toHaveProperty(source);
      }
      for (const name of Object.keys(depends_on)) expect(services).toHaveProperty(name);
    }
    expect(services.latchkey?.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    const nginx = read("deploy/compose-nginx.conf");
    expect(nginx).toContain(`server process:${port} `);
    const [, listened] = /listen (\d+);/.exec(nginx) ?? [];
    expect(services.proxy?.ports).toEqual([`127.0.0.1:${listened}:${listened}`]);
  });
});

describe("the unit", () => {
  const unit = read("deploy/systemd/latchkey.service");
  const [, variables = ""] = /^Environment=(.*)$/m.exec(unit) ?? [];

  it("has settings that the server takes, tries for ever, and leaves time for a stop", () => {
    const env = Object.fromEntries(variables.split(" ").map((each) => each.split("=")));
    expect(env).toHaveProperty("LATCHKEY_DATA_DIR");
    expect(faultsOf(env)).toEqual([]);
    expect(unit).toMatch(/^Restart=always$/m);
    expect(unit).toMatch(/^StartLimitIntervalSec=0$/m);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(longestStop);
  });
});

it("the dashboard of Grafana has panels with queries that lie beside each other on 24 columns", () => {
  const Place = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
  const Panel = z.object({
    id: z.number(),
    type: z.string(),
    title: z.string().min(1),
    gridPos: Place,
    targets: z.array(z.object({ expr: z.string().min(1), refId: z.string() })).optional(),
  });
  const { panels } = z
    .object({ panels: z.array(Panel).min(5) })
    .parse(JSON.parse(read("deploy/grafana/latchkey.json")));
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
    expect(x + w).toBeLessThanOrEqual(24);
    return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`);
  });
  expect(new Set(cells).size).toBe(cells.length);
  for (const { type, targets = [] } of panels) expect(targets.length > 0).toBe(type !== "row");
});
