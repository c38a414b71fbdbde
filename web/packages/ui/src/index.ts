export { Avatar } from './Avatar'
export { Closed } from './app/Closed'
export { Console } from './app/Console'
export { definePage, type Page, type PageGroup, pageRoutes, pathOf, useCurrentPage } from './app/page'
export { Rooms } from './app/Rooms'
export { Root, start } from './app/Root'
export {
  loginTo,
  RequireSession,
  type Signed,
  sessionMayHaveChanged,
  useCorpSwitch,
  usePerson,
  useSession,
  useSessionCall,
  useSignOut,
} from './app/session'
export { CodeBlock, CopyButton, CopyField } from './Copy'
export { useListKeys } from './keys'
export { hostOf, safeHref, safeImage } from './links'
export { KeysetList } from './list/KeysetList'
export { DetailPanel, ListDetail } from './list/ListDetail'
export { SearchField, useUrlText } from './list/SearchField'
export { type Detail, useDetail } from './list/useDetail'
export { type Keyset, useKeyset } from './list/useKeyset'
export { Mark } from './Mark'
export { Moment, useZone, ZoneProvider } from './Moment'
export { MessageBody, type Shown } from './message/MessageBody'
export { Paper, Section } from './Paper'
export { Pill, type Tone } from './Pill'
export { useMedia } from './preference'
export { RichText } from './RichText'
export { Select } from './Select'
export { FaultNotice, Notice, Pending } from './States'
export { Badge, Shell, type ShellItem } from './shell/Shell'
export { Count, type Place, SideShell } from './shell/SideShell'
export { words } from './texts'
export { exactTime, keepServerTime, serverNow, zoned } from './time'
export {
  type Language,
  languages,
  type ThemeChoice,
  themes,
  UiProvider,
  useLanguage,
  useThemeChoice,
  useUi,
  useWords,
} from './UiProvider'
