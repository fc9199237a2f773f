"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { useNavNotes } from "./nav-notes";
import { useSearchKeys } from "./search-button";
import { pagesByLetter } from "./single-keys";
import { useSingleKeysSetting } from "./use-single-keys";

type Line = { keys: readonly string[]; label: string };

const anywhere: readonly Line[] = [
  { keys: ["/"], label: "Search this page, or everything" },
  { keys: ["c"], label: "Create an API key" },
  { keys: ["?"], label: "Show these shortcuts" },
];

/** Every shortcut, and the way to switch the single letters off. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [isOn, setOn] = useSingleKeysSetting();
  const { instanceAdmin } = useNavNotes();
  const searchKeys = useSearchKeys();
  const pages = pagesByLetter({ instanceAdmin }).map(({ letter = "", label }) => ({ keys: ["g", letter], label }));
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Keyboard shortcuts"
      description="They wait while you type in a field."
    >
      <div className="flex flex-col gap-6">
        <Checkbox checked={isOn} onCheckedChange={setOn} label="Single-letter shortcuts" />
        <Lines title="With a modifier" lines={[{ keys: searchKeys.split(" "), label: "Search everything" }]} />
        <Lines title="Anywhere" lines={anywhere} muted={!isOn} />
        <Lines title="Go to a page: press one key after the other" lines={pages} muted={!isOn} />
      </div>
    </Dialog>
  );
}

function Lines({ title, lines, muted = false }: { title: string; lines: readonly Line[]; muted?: boolean }) {
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">
        {title}
        {muted && <span className="font-normal text-muted"> (switched off)</span>}
      </h3>
      <dl className="grid gap-x-8 gap-y-1 text-sm sm:grid-cols-2">
        {lines.map(({ keys, label }) => (
          <div key={label} className="flex min-h-8 items-center justify-between gap-3">
            <dt className={muted ? "text-muted" : ""}>{label}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key, place) => (
                <kbd
                  // The same key may come twice, and none ever moves.
                  // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list
                  key={place}
                  className="inline-flex min-w-6 items-center justify-center rounded-md border bg-surface-sunken px-1.5 font-sans text-xs leading-5"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
