/**
 * Theme, language and the organisation's zone for everything below.
 *
 * The package has few words of its own; an app's catalogue carries them under `ui`, so that a translation lives in one file.
 */
import { ConfigProvider } from 'antd'
import { createContext, type ReactNode, useContext, useLayoutEffect } from 'react'
import { useMedia, usePreference } from './preference'
import { antdTheme, applyTokens, type Scheme } from './tokens'

export const themes = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof themes)[number]
export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

export type UiTexts = {
  copy: string
  copied: string
  retry: string
  loading: string
  offlineTitle: string
  offlineHint: string
  faultTitle: string
  deniedTitle: string
  deniedHint: string
  goneTitle: string
  goneHint: string
  help: string
  unread(count: number): string
}

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

export function UiProvider({ language, texts, children }: { language: Language; texts: UiTexts; children: ReactNode }) {
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
      <Context value={{ language, scheme, texts }}>{children}</Context>
    </ConfigProvider>
  )
}
