"use client";
import { useNavNotes } from "@/components/layout/nav-notes";

/** Whether the reader is told of single keys and tokens only of those that they made, as members are. */
export function useSeesOwnOnly(): boolean {
  return useNavNotes().role === "member";
}
