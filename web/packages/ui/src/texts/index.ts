/**
 * Words in the reader's language.
 *
 * A page's words lie beside it in `texts.ts`: `export const texts = {zh: …, en: …}` passed through `words`, which types every language by the
 * Chinese one, so that a missing or superfluous key fails the build.
 */
import type { Language } from '../UiProvider'
import { en } from './en'
import { type UiTexts, zh } from './zh'

export const uiTexts: Record<Language, UiTexts> = { zh, en }

export type { UiTexts }

/** A catalogue of one page or one part. */
export function words<T extends object>(catalogue: { zh: T; en: NoInfer<T> }): Record<Language, T> {
  return catalogue
}
