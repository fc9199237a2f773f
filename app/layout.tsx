import "./globals.css";
import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { EarlyPresses } from "@/components/ui/early-presses";
import { FocusKeeper } from "@/components/ui/focus-keeper";
import { WithoutEval } from "@/components/ui/without-eval";
import { accentDeclarations } from "@/lib/access/accent-colours";
import { branding, isRenamed, logoAddress, productName } from "@/lib/access/branding";
import { nonceOf } from "@/lib/http/page-security";
import { themeCookie, themeOf } from "@/lib/http/theme";

/**
 * Geist as docs/design.md cut it: Latin letters and the weights in use, together 37 KB of the 70 that fonts may take. One that
 * comes late is kept for the next page, so that nothing moves under its reader.
 */
const sans = localFont({
  src: "./fonts/geist-sans.woff2",
  variable: "--font-geist-sans",
  weight: "400 600",
  display: "optional",
});
const mono = localFont({
  src: "./fonts/geist-mono.woff2",
  variable: "--font-geist-mono",
  weight: "400 600",
  display: "optional",
  adjustFontFallback: false,
});

export function generateMetadata(): Metadata {
  const name = productName();
  const logo = logoAddress();
  return {
    title: { default: name, template: `%s · ${name}` },
    description: isRenamed()
      ? `Sign-in, API keys, usage and limits of ${name}.`
      : "The self-hosted access platform for APIs: sign-in, API keys, tokens, scopes, limits and metering.",
    ...(logo ? { icons: { icon: logo } } : {}),
  };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafaf8" },
    { media: "(prefers-color-scheme: dark)", color: "#0d1011" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get(themeCookie)?.value);
  const nonce = nonceOf((await headers()).get("content-security-policy"));
  const { accent } = branding();
  return (
    // The theme switch changes data-theme without React.
    <html lang="en" data-theme={theme} className={`${sans.variable} ${mono.variable}`} suppressHydrationWarning>
      <head>
        <EarlyPresses nonce={nonce} />
        <WithoutEval nonce={nonce} />
        {accent && <style>{`:root{${accentDeclarations(accent)}}`}</style>}
      </head>
      <body>
        {children}
        <FocusKeeper />
      </body>
    </html>
  );
}
