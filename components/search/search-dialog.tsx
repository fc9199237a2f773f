"use client";
import { Search } from "lucide-react";
import * as Radix from "radix-ui/dialog";
import { type KeyboardEvent, type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { failureText } from "@/components/ui/failure-text";
import { useFocusReturn } from "@/components/ui/use-focus-return";
import { type Choice, matching } from "./choices";
import { useChoices } from "./use-choices";
import { useFound } from "./use-found";

const maxLength = 200;

type Props = {
  onClose: () => void;
  /** What was typed for it before it was there. */
  typedAhead: RefObject<string>;
};

/** Searches pages, actions, settings, and the organization's things: one field with a list (ARIA's combobox). */
export function SearchDialog({ open, ...field }: Props & { open: boolean }) {
  useFocusReturn(open);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && field.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-overlay-in bg-overlay" />
        <Radix.Content
          aria-describedby={undefined}
          className="above-toasts fixed inset-0 z-50 flex animate-sheet-in flex-col bg-surface-raised outline-none sm:inset-x-0 sm:top-[12vh] sm:bottom-auto sm:mx-auto sm:max-h-[min(34rem,76vh)] sm:w-[calc(100%-3rem)] sm:max-w-xl sm:animate-pop-in sm:overflow-hidden sm:rounded-xl sm:border sm:shadow-overlay"
        >
          <Radix.Title className="sr-only">Search</Radix.Title>
          <SearchField {...field} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function SearchField({ onClose, typedAhead }: Props) {
  const id = useId();
  const [typed, setTyped] = useState(() => typedAhead.current);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // At once, and behind what was typed ahead: a dialog would take its time, and select that, so that the next letter takes its place.
    field.current?.focus();
    field.current?.setSelectionRange(maxLength, maxLength);
  }, []);
  const own = useChoices();
  const found = useFound(typed);
  const groups = [
    // Of what was found for an earlier text only what fits this one: Enter chooses the first.
    ...(found.isPending
      ? found.groups.map(({ label, choices }) => ({ label, choices: matching(choices, typed) }))
      : found.groups),
    ...own.map(({ label, choices }) => ({ label, choices: matching(choices, typed) })),
  ].filter(({ choices }) => choices.length > 0);
  const choices = groups.flatMap((group) => group.choices);
  const current = choices[Math.min(active, choices.length - 1)];

  useEffect(() => {
    // In braces: newer browsers return a promise here.
    list.current?.querySelector(`[data-choice="${active}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const choose = (choice: Choice | undefined) => {
    if (!choice || choice.reason) return;
    onClose();
    choice.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1 + choices.length,
      Home: 0,
      End: choices.length - 1,
    };
    const next = steps[event.key];
    // Home and End move in the text while there is one.
    if (next !== undefined && !(event.key.length < 5 && typed !== "")) {
      event.preventDefault();
      if (choices.length > 0) setActive(next % choices.length);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(current);
    }
  };
  let place = -1;
  return (
    <>
      <div className="flex items-center gap-3 border-b px-4">
        <Search aria-hidden className="size-5 shrink-0 text-muted" />
        <input
          ref={field}
          role="combobox"
          aria-label="Search pages, keys, prompts, members, actions and settings"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          {...(current ? { "aria-activedescendant": `${id}-${choices.indexOf(current)}` } : {})}
          autoComplete="off"
          spellCheck={false}
          maxLength={maxLength}
          placeholder="Search everything, or say what to do"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          className="h-14 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-muted"
        />
        <Radix.Close className="focus-ring inline-flex min-h-7 items-center rounded-md border px-2 text-xs text-muted hover:text-foreground pointer-coarse:min-h-11">
          Close
        </Radix.Close>
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        tabIndex={-1}
        aria-label="Found"
        aria-busy={found.isPending}
        // The click would take the focus from the field.
        onMouseDown={(event) => event.preventDefault()}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2"
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list box
          <div key={group.label} role="group" aria-label={group.label}>
            <p aria-hidden className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">
              {group.label}
            </p>
            {group.choices.map((choice) => {
              place += 1;
              const at = place;
              return (
                <Line
                  key={choice.id}
                  id={`${id}-${at}`}
                  at={at}
                  choice={choice}
                  isActive={choice === current}
                  onChoose={() => choose(choice)}
                  onPoint={() => setActive(at)}
                />
              );
            })}
          </div>
        ))}
      </div>
      <p role="status" className="border-t px-4 py-2 text-xs text-muted">
        {stateText(found, typed.trim(), choices.length)}
      </p>
    </>
  );
}

type LineProps = {
  id: string;
  at: number;
  choice: Choice;
  isActive: boolean;
  onChoose: () => void;
  onPoint: () => void;
};

function Line({ id, at, choice: { label, note, reason, keys, Icon }, isActive, onChoose, onPoint }: LineProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus, and its keys choose
    <div
      id={id}
      role="option"
      tabIndex={-1}
      data-choice={at}
      aria-selected={isActive}
      aria-disabled={reason ? true : undefined}
      onClick={onChoose}
      onMouseMove={onPoint}
      className={classNames(
        "flex min-h-10 items-center gap-3 rounded-lg px-2.5 py-1.5 text-sm pointer-coarse:min-h-11",
        isActive && "bg-hover",
        reason ? "cursor-not-allowed text-muted" : "cursor-pointer",
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">
        <bdi className="max-w-full truncate">{label}</bdi>
        {(reason ?? note) && <bdi className="min-w-0 truncate text-xs text-muted">{reason ?? note}</bdi>}
      </span>
      {keys && (
        <kbd aria-hidden className="shrink-0 font-sans text-xs text-muted max-sm:hidden">
          {keys}
        </kbd>
      )}
    </div>
  );
}

function stateText({ isPending, error }: ReturnType<typeof useFound>, typed: string, count: number): string {
  if (typed === "") return "Type to search. Arrow keys move, Enter chooses.";
  if (error) return `Keys, prompts and members could not be searched. ${failureText(error)}`;
  if (isPending) return "Searching…";
  return count === 0 ? `Nothing matches “${typed}”` : `${count} found`;
}
