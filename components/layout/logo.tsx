import Link from "next/link";

/** The mark and the name, as a link within the same part of the site. */
export function Logo({ href }: { href: string }) {
  return (
    <Link href={href} prefetch={false} className={logoClass}>
      <LogoMark />
    </Link>
  );
}

/** The same as a link of the browser's own, where the page needs no other. */
export function PlainLogo({ href }: { href: string }) {
  return (
    <a href={href} className={logoClass}>
      <LogoMark />
    </a>
  );
}

const logoClass = "inline-flex min-h-9 items-center gap-2 font-semibold tracking-tight";

function LogoMark() {
  return (
    <>
      <svg aria-hidden="true" viewBox="0 0 32 32" className="size-6">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <path d="M16 7a5.5 5.5 0 0 1 2.6 10.35L20 25h-8l1.4-7.65A5.5 5.5 0 0 1 16 7Z" className="fill-on-accent" />
      </svg>
      Latchkey
    </>
  );
}
