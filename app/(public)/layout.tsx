import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { PublicFooter } from "@/components/layout/public-footer";
import { PublicHeader } from "@/components/layout/public-header";
import { runtime } from "@/lib/access/runtime";
import { isSignedInPage } from "@/lib/http/page-principal";
import { themeCookie, themeOf } from "@/lib/http/theme";
import { takesStrangers } from "@/lib/platform/registration-settings";

export default async function PublicLayout({ children }: { children: ReactNode }) {
  const [signedIn, jar] = await Promise.all([isSignedInPage(), cookies()]);
  return (
    <div className="flex min-h-dvh flex-col">
      <PublicHeader signedIn={signedIn} registers={takesStrangers(runtime().settings.registration)} />
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <PublicFooter theme={themeOf(jar.get(themeCookie)?.value)} />
    </div>
  );
}
