"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";

/**
 * A link whose page is prepared once somebody points at it or focuses it. Next would prepare every link in view: a page's
 * navigation alone would then ask for more pages than its reader.
 */
export function IntentLink({ href, ...rest }: Omit<ComponentProps<typeof Link>, "href"> & { href: string }) {
  const { prefetch } = useRouter();
  return (
    <Link {...rest} href={href} prefetch={false} onPointerEnter={() => prefetch(href)} onFocus={() => prefetch(href)} />
  );
}
