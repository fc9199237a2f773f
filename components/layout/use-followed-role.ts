"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { Role } from "@/lib/access/catalogue";
import { useNavNotes } from "./nav-notes";

/** The shell was drawn with the first page: it is read anew where a page, read later, knows another role of its reader. */
export function useFollowedRole(role: Role): void {
  const { role: shown } = useNavNotes();
  const { refresh } = useRouter();
  useEffect(() => {
    if (role !== shown) refresh();
  }, [role, shown, refresh]);
}
