import Link from "next/link";
import { LogoMark, logoClass } from "./logo-mark";

/** The mark and the name, as a link within the same part of the site. */
export function Logo({ href }: { href: string }) {
  return (
    <Link href={href} prefetch={false} className={logoClass}>
      <LogoMark />
    </Link>
  );
}
