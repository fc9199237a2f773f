import type { Environment, PlanId, ProductId } from "@/lib/access/catalogue";
import { enterpriseKeys } from "./demo-enterprise-keys";
import type { DemoKey } from "./demo-key";

/** A personal access token of the demo data; times in days from now. */
export type DemoToken = { name: string; age: number; expiresIn: number; revokedAgo?: number; perDay?: number };

/** An organization of the demo data with the one person who owns it. */
export type DemoOrganization = {
  slug: string;
  name: string;
  plan: PlanId;
  person: { name: string; email: string };
  /** Days since it registered. */
  age: number;
  keys: readonly DemoKey[];
  tokens: readonly DemoToken[];
  /** How many of the demo prompts are its own. */
  prompts: number;
};

const prod = (product: ProductId) => ({ product, environment: "production" as Environment });
const dev = (product: ProductId) => ({ product, environment: "development" as Environment });

/** One organization on every plan, cheapest first; the free one runs into its limits now and then. */
export const demoOrganizations: readonly DemoOrganization[] = [
  {
    slug: "hobby",
    name: "Home lab",
    plan: "free",
    person: { name: "Tim Albright", email: "tim@demo.latchkey.test" },
    age: 61,
    keys: [
      {
        name: "Kitchen display",
        ...prod("memory"),
        rights: "read",
        age: 58,
        perDay: 34,
        rhythm: "evening",
        bursts: true,
      },
      { name: "Lights assistant", ...prod("prompts"), rights: "read", age: 55, perDay: 120, rhythm: "evening" },
      { name: "Trying things out", ...dev("memory"), rights: "write", age: 12, perDay: 9, rhythm: "spells" },
    ],
    tokens: [],
    prompts: 5,
  },
  {
    slug: "studio",
    name: "Paperboat Studio",
    plan: "starter",
    person: { name: "Mary Tanaka", email: "mary@demo.latchkey.test" },
    age: 132,
    keys: [
      { name: "Brief writer", ...prod("prompts"), rights: "write", age: 120, perDay: 260, rhythm: "office" },
      { name: "Client notes", ...prod("memory"), rights: "write", age: 118, perDay: 26, rhythm: "office" },
      {
        name: "Old website",
        ...prod("prompts"),
        rights: "read",
        age: 119,
        revokedAgo: 40,
        perDay: 60,
        rhythm: "office",
      },
    ],
    tokens: [{ name: "Mary's laptop", age: 30, expiresIn: 60, perDay: 12 }],
    prompts: 6,
  },
  {
    slug: "travel",
    name: "Whitlock Travel",
    plan: "pro",
    person: { name: "Ada Whitlock", email: "ada@demo.latchkey.test" },
    age: 220,
    keys: [
      {
        name: "Concierge app",
        ...prod("prompts"),
        rights: "write",
        age: 200,
        perDay: 4_200,
        rhythm: "evening",
        bursts: true,
      },
      { name: "Concierge memory", ...prod("memory"), rights: "write", age: 190, perDay: 1_900, rhythm: "evening" },
      { name: "Night import", ...prod("memory"), rights: "write", age: 150, perDay: 220, rhythm: "night" },
      {
        name: "Partner: Casa Luz",
        ...prod("prompts"),
        rights: "read",
        age: 85,
        expiresIn: 5,
        perDay: 340,
        rhythm: "evening",
      },
      { name: "Concierge staging", ...dev("prompts"), rights: "all", age: 90, perDay: 60, rhythm: "spells" },
      {
        name: "Load test",
        ...dev("memory"),
        rights: "all",
        age: 35,
        rateLimit: 30,
        perDay: 45,
        rhythm: "spells",
        bursts: true,
      },
      {
        name: "Spring campaign",
        ...prod("prompts"),
        rights: "read",
        age: 170,
        expiresIn: -48,
        perDay: 410,
        rhythm: "evening",
      },
      { name: "Front desk", ...prod("tunnel"), age: 75, ipAllowlist: ["203.0.113.0/24"], perDay: 80, rhythm: "spells" },
      { name: "New integration", ...dev("prompts"), rights: "read", age: 2 },
    ],
    tokens: [
      { name: "Deploy script", age: 41, expiresIn: 49, perDay: 22 },
      { name: "Ada's tablet", age: 84, expiresIn: 6, perDay: 5 },
      { name: "Old laptop", age: 140, expiresIn: 20, revokedAgo: 33, perDay: 9 },
    ],
    prompts: 8,
  },
  {
    slug: "support",
    name: "Cloudberry Support",
    plan: "business",
    person: { name: "Grace Okafor", email: "grace@demo.latchkey.test" },
    age: 340,
    keys: [
      {
        name: "Ticket triage",
        ...prod("prompts"),
        rights: "write",
        age: 300,
        perDay: 11_500,
        rhythm: "office",
        bursts: true,
      },
      { name: "Agent memory", ...prod("memory"), rights: "all", age: 280, perDay: 2_300, rhythm: "office" },
      {
        name: "Help centre",
        ...prod("prompts"),
        rights: "read",
        age: 240,
        ipAllowlist: ["198.51.100.0/28"],
        perDay: 5_200,
        rhythm: "steady",
      },
      {
        name: "Weekly report",
        ...prod("prompts"),
        rights: "read",
        age: 88,
        rotated: { ago: 21, graceDays: 7 },
        perDay: 90,
        rhythm: "night",
      },
      { name: "Triage staging", ...dev("prompts"), rights: "all", age: 110, perDay: 70, rhythm: "spells" },
      {
        name: "Translation test",
        ...dev("memory"),
        rights: "write",
        age: 44,
        expiresIn: 3,
        perDay: 30,
        rhythm: "spells",
      },
      { name: "Contractor", ...prod("memory"), rights: "read", age: 95, revokedAgo: 16, perDay: 140, rhythm: "office" },
    ],
    tokens: [
      { name: "Backlog mover", age: 60, expiresIn: 120, perDay: 18 },
      { name: "Grace's laptop", age: 12, expiresIn: 78, perDay: 8 },
    ],
    prompts: 8,
  },
  {
    slug: "legal",
    name: "Reyes Legal",
    plan: "lifetime",
    person: { name: "Alan Reyes", email: "alan@demo.latchkey.test" },
    age: 400,
    keys: [
      { name: "Contract reader", ...prod("prompts"), rights: "read", age: 210, perDay: 640, rhythm: "office" },
      { name: "Case notes", ...prod("memory"), rights: "write", age: 205, perDay: 310, rhythm: "office" },
      { name: "Sandbox", ...dev("prompts"), rights: "all", age: 100, perDay: 14, rhythm: "spells" },
      { name: "Scanner", ...prod("tunnel"), age: 180, revokedAgo: 70, perDay: 24, rhythm: "spells" },
    ],
    tokens: [{ name: "Filing script", age: 25, expiresIn: 340, perDay: 6 }],
    prompts: 7,
  },
  {
    slug: "energy",
    name: "Nordlys Energy",
    plan: "enterprise",
    person: { name: "Rosa Lindqvist", email: "rosa@demo.latchkey.test" },
    age: 520,
    keys: enterpriseKeys,
    tokens: [
      { name: "Control room", age: 80, expiresIn: 285, perDay: 40 },
      { name: "Market desk", age: 22, expiresIn: 68, perDay: 25 },
      { name: "Auditor (read the logs)", age: 96, expiresIn: -6, perDay: 4 },
      { name: "Rosa's laptop", age: 5, expiresIn: 85 },
    ],
    prompts: 10,
  },
];
