import * as accounts from "@/lib/features/accounts/contract";
import * as apiKeys from "@/lib/features/api-keys/contract";
import * as memories from "@/lib/features/memories/contract";
import * as prompts from "@/lib/features/prompts/contract";
import * as skills from "@/lib/features/skills/contract";
import * as tokens from "@/lib/features/tokens/contract";
import type { Contract } from "@/lib/http/contract";

/** The client's methods by resource, each with the contract that it calls. */
export const resources = {
  /** Sign-in and the user (documents 000 and 004). */
  auth: {
    register: accounts.registerContract,
    login: accounts.loginContract,
    logout: accounts.logoutContract,
    registerV1: accounts.registerV1Contract,
    loginV1: accounts.loginV1Contract,
  },
  users: {
    me: accounts.userContract,
    meV1: accounts.userV1Contract,
    changePassword: accounts.changePasswordContract,
    delete: accounts.deleteAccountContract,
  },
  tokens: {
    create: tokens.createTokenContract,
    list: tokens.listTokensContract,
    delete: tokens.revokeTokenContract,
  },
  apiKeys: {
    create: apiKeys.createApiKeyContract,
    list: apiKeys.listApiKeysContract,
    update: apiKeys.updateApiKeyContract,
    revoke: apiKeys.revokeApiKeyContract,
    delete: apiKeys.deleteApiKeyContract,
    rotate: apiKeys.rotateApiKeyContract,
    usage: apiKeys.apiKeyUsageContract,
  },
  memories: {
    create: memories.createMemoryContract,
    list: memories.listMemoriesContract,
    search: memories.searchMemoriesContract,
    get: memories.getMemoryContract,
    update: memories.updateMemoryContract,
    delete: memories.deleteMemoryContract,
  },
  prompts: {
    create: prompts.createPromptContract,
    list: prompts.listPromptsContract,
    get: prompts.getPromptContract,
    update: prompts.updatePromptContract,
    delete: prompts.deletePromptContract,
    createVersion: prompts.createVersionContract,
    listVersions: prompts.listVersionsContract,
    getVersion: prompts.getVersionContract,
  },
  skills: { list: skills.listSkillsContract },
} as const satisfies Record<string, Record<string, Contract>>;

export type Resources = typeof resources;
