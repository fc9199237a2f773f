/** The navigation scrolls by itself, between what stays in view; it fades out below where there is more. */
export const navClass =
  "-mx-3 flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain scroll-pb-4 px-3 pt-0.5 pb-3 [mask-image:linear-gradient(to_bottom,black_calc(100%-0.75rem),transparent)]";

/** A button with a sign alone in it, as large as a finger. */
export const shellButtonClass =
  "focus-ring inline-flex size-11 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-foreground";
