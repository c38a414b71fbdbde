export { Avatar } from './Avatar'
export { CodeBlock, CopyButton, CopyField } from './Copy'
export { useListKeys } from './keys'
export { hostOf, safeHref, safeImage } from './links'
export { Mark } from './Mark'
export { Moment, useZone, ZoneProvider } from './Moment'
export { useMedia } from './preference'
export { RichText } from './RichText'
export { Select } from './Select'
export { Badge, Shell, type ShellItem } from './Shell'
export { FaultNotice, Notice, Pending } from './States'
export { exactTime, keepServerTime, serverNow } from './time'
export {
  type Language,
  languages,
  type ThemeChoice,
  themes,
  UiProvider,
  type UiTexts,
  useLanguage,
  useThemeChoice,
  useUi,
} from './UiProvider'
