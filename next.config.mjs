/** @type {import("next").NextConfig} */
const nextConfig = {
  // One copy of each in the process, instead of one in every bundle.
  serverExternalPackages: [
    "@prisma/client",
    "@prisma/adapter-pg",
    "pg",
    "piscina",
    "bcryptjs",
    "oidc-provider",
    "@simplewebauthn/server",
    "ioredis",
    "pino",
  ],
  // Browsers load zod when a form is filled in: later-zod.ts.
  turbopack: { resolveAlias: { zod: { browser: "./lib/platform/later-zod.ts" } } },
  poweredByHeader: false,
  // No page uses the image optimizer, and an unused fetcher serves only attackers.
  images: { unoptimized: true },
  reactStrictMode: true,
  // API clients send exact paths; a redirect would drop their bodies and headers.
  skipTrailingSlashRedirect: true,
  typescript: { ignoreBuildErrors: true }, // `npm test` runs the type check as a step of its own
  experimental: {
    proxyClientMaxBodySize: "2mb",
    // Next would load every page and, in vain, every route file before the server listens, which takes a second.
    preloadEntriesOnStart: false,
  },
};

export default nextConfig;
