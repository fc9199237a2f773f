import { LogoMark, logoClass } from "./logo-mark";

/** The logo as a link of the browser's own: the router's would be 6 KB that such a page needs for nothing else. */
export function PlainLogo({ href }: { href: string }) {
  return (
    <a href={href} className={logoClass}>
      <LogoMark />
    </a>
  );
}
