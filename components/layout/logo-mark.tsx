/** The look of a link around it. */
export const logoClass = "inline-flex min-h-9 items-center gap-2 font-semibold tracking-tight";

/** The mark and the name. */
export function LogoMark() {
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
