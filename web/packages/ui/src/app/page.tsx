/**
 * What an app knows of a page before it is loaded: where it stands, what it is called, who may see it. The page itself is fetched when
 * somebody goes there.
 *
 * A page owns every address below its path. Its folder holds `page.tsx` (this), the page, its parts, its words in `texts.ts`.
 */
import type { Me } from '@hobnail/api'
import { type ComponentType, createElement, type LazyExoticComponent, lazy, type ReactNode, Suspense } from 'react'
import { Route, useLocation } from 'react-router'
import { Pending } from '../States'
import { type Language, useUi } from '../UiProvider'
import { Closed } from './Closed'
import { usePerson } from './session'

type Title = Record<Language, string>

export type PageSpec = {
  /** Below the app's base; `''` is the app's first page. */
  path: string
  title: Title
  /** What the page is for; pages that say so stand on the app's first page. */
  about?: Title
  icon: ReactNode
  /** In its place in the navigation while the page is shown; the same as `icon` when absent. */
  activeIcon?: ReactNode
  /** Whether this person sees the page at all; everybody when absent. The server decides for itself. */
  may?: (person: Me, mode: 'dev' | 'serve') => boolean
  /** A number in the navigation: a hook that gives it. */
  useCount?: () => number
  load: () => Promise<{ default: ComponentType }>
}

export type Page = PageSpec & { component: LazyExoticComponent<ComponentType> }

export const definePage = (spec: PageSpec): Page => ({ ...spec, component: lazy(spec.load) })

/** Pages under one heading of the navigation. */
export type PageGroup = { title?: Title; pages: Page[] }

export const pathOf = (base: string, page: PageSpec) => (page.path ? `${base}/${page.path}` : base)

/** The page that an address belongs to: the one with the longest path. */
export function useCurrentPage(base: string, pages: Page[]): Page | undefined {
  const { pathname } = useLocation()
  return pages
    .filter(page => {
      const path = pathOf(base, page)
      return pathname === path || (page.path !== '' && pathname.startsWith(`${path}/`)) || pathname === `${path}/`
    })
    .sort((a, b) => b.path.length - a.path.length)[0]
}

/** The routes of an app's pages; they stand inside the route of its frame, whose path is the app's base. */
export const pageRoutes = (pages: Page[]) =>
  pages.map(page => (
    <Route
      key={page.path}
      {...(page.path ? { path: `${page.path}/*` } : { index: true as const })}
      element={<Shown page={page} />}
    />
  ))

function Shown({ page }: { page: Page }) {
  const { person, mode } = usePerson()
  const { language } = useUi()
  if (page.may && !page.may(person, mode)) return <Closed place={page.title[language]} />
  return <Suspense fallback={<Pending />}>{createElement(page.component)}</Suspense>
}
