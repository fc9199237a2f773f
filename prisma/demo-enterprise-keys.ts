import type { DemoKey } from "./demo-key";

type State = Pick<
  DemoKey,
  "rights" | "expiresIn" | "revokedAgo" | "rotated" | "ipAllowlist" | "rateLimit" | "windows" | "credits"
>;

/** Every state that a key can be in, and how old such a key is. */
const states = {
  active: { age: 210, rights: "write" },
  "expiring soon": { age: 83, rights: "read", expiresIn: 7 },
  expired: { age: 130, rights: "read", expiresIn: -40 },
  revoked: { age: 160, rights: "read", revokedAgo: 24 },
  rotated: { age: 95, rights: "write", rotated: { ago: 2, graceDays: 7 } },
  "never used": {
    age: 38,
    rights: "all",
    expiresIn: 52,
    windows: [{ name: "daily", limit: 4_000, per: "1d" }],
    credits: 50_000,
  },
  "bound to addresses": { age: 140, rights: "write", ipAllowlist: ["192.0.2.0/24", "2001:db8:40::/48"] },
  "own limit": { age: 60, rights: "read", rateLimit: 60 },
} as const satisfies Record<string, State & { age: number }>;

type StateName = keyof typeof states;

/** The key of each product and environment in each state: its name, and its requests a day. */
const grid: readonly (Required<Pick<DemoKey, "product" | "environment" | "rhythm">> & {
  keys: Record<StateName, readonly [name: string, perDay: number]>;
})[] = [
  {
    product: "prompts",
    environment: "production",
    rhythm: "office",
    keys: {
      active: ["Control room assistant", 21_000],
      "expiring soon": ["Market bids", 3_400],
      expired: ["Summer interns", 160],
      revoked: ["Fjell pilot", 420],
      rotated: ["Shift handover", 900],
      "never used": ["Board reporting", 0],
      "bound to addresses": ["SCADA gateway", 7_600],
      "own limit": ["Public outage map", 5_200],
    },
  },
  {
    product: "prompts",
    environment: "development",
    rhythm: "spells",
    keys: {
      active: ["Assistant staging", 90],
      "expiring soon": ["Vendor evaluation", 22],
      expired: ["Hackathon", 60],
      revoked: ["Leaked in a log", 18],
      rotated: ["Continuous integration", 75],
      "never used": ["Anna's experiments", 0],
      "bound to addresses": ["Test bench Sund", 24],
      "own limit": ["Prompt fuzzing", 140],
    },
  },
  {
    product: "memory",
    environment: "production",
    rhythm: "steady",
    keys: {
      active: ["Turbine logbook", 14_500],
      "expiring soon": ["Diver reports", 140],
      expired: ["Storm archive", 95],
      revoked: ["Old logbook", 310],
      rotated: ["Weather notes", 1_250],
      "never used": ["Archive reader", 0],
      "bound to addresses": ["Substation Sund", 2_100],
      "own limit": ["Household notices", 640],
    },
  },
  {
    product: "memory",
    environment: "development",
    rhythm: "spells",
    keys: {
      active: ["Logbook staging", 55],
      "expiring soon": ["Search tuning", 34],
      expired: ["Import rehearsal", 20],
      revoked: ["Shared by mistake", 12],
      rotated: ["Integration tests", 66],
      "never used": ["Migration dry run", 0],
      "bound to addresses": ["Test bench Fjell", 16],
      "own limit": ["Load generator", 120],
    },
  },
  {
    product: "tunnel",
    environment: "production",
    rhythm: "spells",
    keys: {
      active: ["Field tablets", 320],
      "expiring soon": ["Crew app", 110],
      expired: ["Drone survey", 30],
      revoked: ["Contractor laptop", 26],
      rotated: ["Beacon monitor", 140],
      "never used": ["Spare tablet", 0],
      "bound to addresses": ["Pier office", 60],
      "own limit": ["Visitor display", 48],
    },
  },
];

/** The enterprise organization's keys: every product and environment in every state, so that pages are seen full. */
export const enterpriseKeys: readonly DemoKey[] = grid.flatMap(({ keys, ...place }) =>
  (Object.keys(states) as StateName[]).map((state): DemoKey => {
    const [name, perDay] = keys[state];
    return { ...place, ...states[state], name, bursts: state === "own limit", ...(perDay > 0 ? { perDay } : {}) };
  }),
);
