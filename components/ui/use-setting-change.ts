"use client";
import type { z } from "zod";
import { useToast } from "./toast";
import { type ChangeKind, useGuardedChange } from "./use-guarded-change";

/** What a page does as a setting of its thing is saved. */
export type OnSaving<T> = {
  /** Called with what shows at once, and with null where that was refused. */
  onChange: (change: Partial<T> | { name: string } | null) => void;
  /** Has the page read again. */
  onRefresh: () => void;
};

/** What the form of one setting is told by the page that it stands in. */
export type SettingChange<T> = OnSaving<T> & { onClose: () => void };

/** The guarded change of one setting where it stands: a new name shows at once, and goes back where it was refused. */
export function useSettingChange<
  T extends { name: string },
  V extends object,
  S extends z.ZodType<{ name?: string | undefined }>,
>(
  thing: T,
  kind: ChangeKind<T, V, S>,
  { onChange, onRefresh, onClose, refreshLists }: SettingChange<T> & { refreshLists: () => unknown },
) {
  const toast = useToast();
  const refresh = () => {
    onRefresh();
    return refreshLists();
  };
  const { saved, ...change } = useGuardedChange(thing, kind, {
    refresh,
    onSend: (body) => onChange(body?.name === undefined ? null : { name: body.name }),
  });
  return {
    ...change,
    onSuccess(after: T) {
      toast.show({ ...saved(after), tone: "success" });
      onChange(after);
      void refresh();
      onClose();
    },
  };
}
