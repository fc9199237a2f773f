import { logoAddress, productName } from "@/lib/access/branding";

/** The look of a link around it: as large as a finger on touch, in the same room. */
export const logoClass =
  "inline-flex min-h-9 min-w-0 items-center gap-2 font-semibold tracking-tight pointer-coarse:-my-1 pointer-coarse:min-h-11";

/** The mark and the name: the operator's, where they have given theirs. */
export function LogoMark() {
  const address = logoAddress();
  return (
    <>
      {address ? (
        // biome-ignore lint/performance/noImgElement: it is small, and served as it is
        <img src={address} alt="" className="size-6 object-contain" />
      ) : (
        <svg aria-hidden="true" viewBox="0 0 32 32" className="size-6 shrink-0">
          <rect width="32" height="32" rx="8" className="fill-accent" />
          <path d="M16 7a5.5 5.5 0 0 1 2.6 10.35L20 25h-8l1.4-7.65A5.5 5.5 0 0 1 16 7Z" className="fill-on-accent" />
        </svg>
      )}
      <span className="truncate">{productName()}</span>
    </>
  );
}
