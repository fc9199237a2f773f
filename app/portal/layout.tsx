import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { BrandFooter } from "@/components/layout/brand-links";
import { LogoMark, logoClass } from "@/components/layout/logo-mark";
import { SkipLink } from "@/components/layout/skip-link";
import { ThemeSwitch } from "@/components/layout/theme-switch";
import { themeCookie, themeOf } from "@/lib/http/theme";

/** The company's name and logo alone: its customers have no account here, and nothing here is for them but this. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get(themeCookie)?.value);
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="border-b">
        <div className="mx-auto flex max-w-5xl items-center justify-between gap-3 px-4 py-3 sm:px-8">
          <span className={logoClass}>
            <LogoMark />
          </span>
          <ThemeSwitch initial={theme} />
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-5xl flex-1 px-4 py-8 outline-none sm:px-8">
        {children}
      </main>
      <BrandFooter />
    </div>
  );
}
