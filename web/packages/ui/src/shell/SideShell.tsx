/**
 * The frame of a console: its pages in groups at the left of wide screens, behind a button in the header of phones.
 *
 * A page that fills a phone's screen (a detail) hides that header by setting `data-deep` on its own outermost element.
 */
import CloseOutlined from '@ant-design/icons/es/icons/CloseOutlined'
import MenuOutlined from '@ant-design/icons/es/icons/MenuOutlined'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'react-router'
import { Avatar } from '../Avatar'
import { type Page, type PageGroup, pathOf, useCurrentPage } from '../app/page'
import { usePerson } from '../app/session'
import { Mark } from '../Mark'
import { useUi } from '../UiProvider'
import { Badge } from './Shell'
import styles from './SideShell.module.css'

export type Place = 'work' | 'console' | 'admin'
const places: Place[] = ['work', 'console', 'admin']

export function SideShell({ place, groups, children }: { place: Place; groups: PageGroup[]; children: ReactNode }) {
  const { language, texts } = useUi()
  const { person, mode } = usePerson()
  const { pathname } = useLocation()
  const base = `/${place}`
  const current = useCurrentPage(
    base,
    groups.flatMap(group => group.pages),
  )
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)

  const title = current?.title[language] ?? texts.places[place]
  useEffect(() => {
    document.title = `${title} · ${person.corpName}`
  }, [title, person.corpName])
  // biome-ignore lint/correctness/useExhaustiveDependencies: going anywhere closes the menu
  useEffect(() => setOpen(false), [pathname])
  useEffect(() => {
    if (!open) return
    function onKey(event: KeyboardEvent) {
      if (event.key !== 'Escape') return
      setOpen(false)
      button.current?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [open])

  return (
    <div className={styles.shell} data-open={open}>
      <header className={styles.bar}>
        <button
          ref={button}
          type="button"
          className={styles.menu}
          aria-expanded={open}
          aria-label={open ? texts.closeMenu : texts.menu}
          onClick={() => setOpen(!open)}
        >
          {open ? <CloseOutlined /> : <MenuOutlined />}
        </button>
        <strong>{open ? texts.places[place] : title}</strong>
      </header>
      <nav className={styles.nav} aria-label={texts.nav}>
        <Link to={base} className={styles.head}>
          <Mark size={32} />
          <span>
            <strong>{texts.places[place]}</strong>
            <small>{person.corpName}</small>
          </span>
        </Link>
        {groups.map((group, index) => {
          const seen = group.pages.filter(page => !page.may || page.may(person, mode))
          if (!seen.length) return null
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups never move
            <section key={index} className={styles.group} aria-label={group.title?.[language]}>
              {group.title && <h2>{group.title[language]}</h2>}
              <ul>
                {seen.map(page => (
                  <li key={page.path}>
                    <Item page={page} to={pathOf(base, page)} active={page === current} />
                  </li>
                ))}
              </ul>
            </section>
          )
        })}
        <div className={styles.foot}>
          <ul>
            {places
              .filter(other => other !== place)
              .map(other => (
                <li key={other}>
                  <a className={styles.item} href={`/${other}`}>
                    {texts.places[other]}
                  </a>
                </li>
              ))}
          </ul>
          <a className={styles.item} href="/work/me">
            <Avatar name={person.name} src={person.avatar} size={24} />
            <span>{person.name}</span>
          </a>
        </div>
      </nav>
      <main className={styles.main}>{children}</main>
    </div>
  )
}

function Item({ page, to, active }: { page: Page; to: string; active: boolean }) {
  const { language } = useUi()
  return (
    <Link to={to} className={styles.item} aria-current={active ? 'page' : undefined}>
      <span className={styles.icon}>{(active && page.activeIcon) || page.icon}</span>
      <span>{page.title[language]}</span>
      {page.useCount && <Count useCount={page.useCount} />}
    </Link>
  )
}

/** A component of its own, because only some pages have a hook to call. */
export function Count({ useCount }: { useCount: () => number }) {
  return <Badge count={useCount()} />
}
