import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { PublicFooter } from "@/components/layout/public-footer";
import { PublicHeader } from "@/components/layout/public-header";
import { isSignedInPage } from "@/lib/http/page-principal";
import { themeCookie, themeOf } from "@/lib/http/theme";

export default async function PublicLayout({ children }: { children: ReactNode }) {
  const [signedIn, jar] = await Promise.all([isSignedInPage(), cookies()]);
  return (
    <div className="flex min-h-dvh flex-col">
      <PublicHeader signedIn={signedIn} />
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <PublicFooter theme={themeOf(jar.get(themeCookie)?.value)} />
    </div>
  );
}
