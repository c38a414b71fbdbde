/** Theme and language for everything below. */
import { ConfigProvider } from 'antd'
import { createContext, type ReactNode, useContext, useLayoutEffect } from 'react'
import { useMedia, usePreference } from './preference'
import { type UiTexts, uiTexts } from './texts'
import { antdTheme, applyTokens, type Scheme } from './tokens'

export const themes = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof themes)[number]
export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

type Ui = { language: Language; scheme: Scheme; texts: UiTexts }
const Context = createContext<Ui | null>(null)

export function useUi(): Ui {
  const ui = useContext(Context)
  if (!ui) throw new Error('useUi outside UiProvider')
  return ui
}

export const useThemeChoice = () => usePreference<ThemeChoice>('hobnail.theme', themes, 'system')

export const useLanguage = () =>
  usePreference<Language>(
    'hobnail.language',
    languages,
    navigator.languages.find(tag => /^(zh|en)\b/i.test(tag))?.startsWith('en') ? 'en' : 'zh',
  )

/** The words of `catalogue` (see `words`) in the reader's language. */
export const useWords = <T,>(catalogue: Record<Language, T>): T => catalogue[useUi().language]

export function UiProvider({ children }: { children: ReactNode }) {
  const [language] = useLanguage()
  const [choice] = useThemeChoice()
  const systemDark = useMedia('(prefers-color-scheme: dark)')
  const touch = useMedia('(max-width: 767px)')
  const scheme: Scheme = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice

  useLayoutEffect(() => applyTokens(scheme), [scheme])
  useLayoutEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  }, [language])

  return (
    <ConfigProvider theme={antdTheme(scheme, touch)} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      <Context value={{ language, scheme, texts: uiTexts[language] }}>{children}</Context>
    </ConfigProvider>
  )
}
