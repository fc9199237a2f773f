import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { BrandFooter } from "@/components/layout/brand-links";
import { PlainLogo } from "@/components/layout/plain-logo";
import { ThemeSwitch } from "@/components/layout/theme-switch";
import { themeCookie, themeOf } from "@/lib/http/theme";

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get(themeCookie)?.value);
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex items-center justify-between px-4 py-3 sm:px-8">
        <PlainLogo href="/" />
        <ThemeSwitch initial={theme} />
      </header>
      <main className="mx-auto flex w-full max-w-sm flex-1 flex-col px-4 pt-8 pb-16 sm:pt-[16vh]">{children}</main>
      <BrandFooter />
    </div>
  );
}
