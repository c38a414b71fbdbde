/**
 * The look in one place: a light and a dark set of the same names.
 *
 * Ant Design takes its theme from here and our own style sheets read the same values as CSS variables (`--surface`, `--text-2` …),
 * so both change together. Text colours keep a contrast of at least 4.5 on every surface that they stand on; a test says so.
 */
import { theme as antd, type ThemeConfig } from 'antd'

const light = {
  canvas: '#f3f4f6',
  surface: '#ffffff',
  raised: '#ffffff',
  sunken: '#eceef2',
  rail: '#e9ebef',
  hover: '#f0f1f4',
  selected: '#e3eafb',
  line: '#e1e4ea',
  'line-strong': '#c6ccd6',
  text: '#1a202c',
  'text-2': '#4b5565',
  'text-3': '#616b7b',
  brand: '#2457d6',
  'brand-hover': '#1c48ba',
  'brand-text': '#1f4dc2',
  'brand-soft': '#e3eafb',
  'on-brand': '#ffffff',
  badge: '#d4342a',
  danger: '#b42a21',
  ok: '#19703c',
  shadow: '0 8px 28px rgb(20 28 45 / 12%)',
}

export type Tokens = { [Name in keyof typeof light]: string }

const dark: Tokens = {
  canvas: '#111316',
  surface: '#1a1d21',
  raised: '#22262c',
  sunken: '#15181b',
  rail: '#0c0e10',
  hover: '#22262c',
  selected: '#22304f',
  line: '#2a2f36',
  'line-strong': '#414954',
  text: '#e7eaef',
  'text-2': '#b0b8c4',
  'text-3': '#949dab',
  brand: '#3a6bdf',
  'brand-hover': '#2f5dca',
  'brand-text': '#8db0fb',
  'brand-soft': '#22304f',
  'on-brand': '#ffffff',
  badge: '#d4342a',
  danger: '#f08a82',
  ok: '#6cc78e',
  shadow: '0 8px 28px rgb(0 0 0 / 45%)',
}

export type Scheme = 'light' | 'dark'
export const tokens: Record<Scheme, Tokens> = { light, dark }

export const fontFamily =
  '-apple-system, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", system-ui, "Segoe UI", Roboto, sans-serif'
export const monoFamily =
  'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace'

/** Ant Design's theme; `touch` makes controls as tall as a finger. */
export function antdTheme(scheme: Scheme, touch: boolean): ThemeConfig {
  const t = tokens[scheme]
  return {
    algorithm: scheme === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: t.brand,
      colorPrimaryHover: t['brand-hover'],
      colorPrimaryActive: t['brand-hover'],
      colorInfo: t.brand,
      colorLink: t['brand-text'],
      colorLinkHover: t['brand-text'],
      colorLinkActive: t['brand-text'],
      colorError: t.danger,
      colorSuccess: t.ok,
      colorText: t.text,
      colorTextSecondary: t['text-2'],
      colorTextTertiary: t['text-3'],
      colorTextPlaceholder: t['text-3'],
      colorTextDescription: t['text-2'],
      colorBorder: t['line-strong'],
      colorBorderSecondary: t.line,
      colorBgLayout: t.canvas,
      colorBgContainer: t.surface,
      colorBgElevated: t.raised,
      fontFamily,
      fontFamilyCode: monoFamily,
      fontSize: 14,
      borderRadius: 6,
      controlHeight: touch ? 44 : 34,
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    },
    components: {
      // The dark algorithm would dim the brand colour.
      Button: {
        colorPrimary: t.brand,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
      },
      Form: { itemMarginBottom: 28 },
      // A phone zooms into fields whose letters are smaller than 16 px.
      Input: { inputFontSize: touch ? 16 : 14 },
      Segmented: { trackBg: t.rail, itemColor: t['text-2'], itemSelectedBg: t.raised, itemSelectedColor: t.text },
    },
  }
}

/** Makes the set that is in force readable for style sheets. */
export function applyTokens(scheme: Scheme) {
  const root = document.documentElement
  root.dataset.scheme = scheme
  root.style.colorScheme = scheme
  root.style.setProperty('--font', fontFamily)
  root.style.setProperty('--mono', monoFamily)
  for (const [name, value] of Object.entries(tokens[scheme])) root.style.setProperty(`--${name}`, value)
}
