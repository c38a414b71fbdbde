import { type Language, useUi } from '@hobnail/ui'
import { en } from './en'
import { type Texts, zh } from './zh'

export const catalogue: Record<Language, Texts> = { zh, en }

export const useTexts = (): Texts => catalogue[useUi().language]

export type { Texts }
