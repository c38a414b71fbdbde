/** What stands around every room: rail or tabs, the unread count in the tab's title, and the line to the server. */
import MessageFilled from '@ant-design/icons/es/icons/MessageFilled'
import MessageOutlined from '@ant-design/icons/es/icons/MessageOutlined'
import { Count, Mark, pathOf, Shell, useCurrentPage, usePerson, useUi } from '@hobnail/ui'
import { useEffect, useState } from 'react'
import { Link, Outlet } from 'react-router'
import { useApps, useLiveInbox } from './data/inbox'
import { pages } from './pages'
import { useTexts } from './texts'

export type FrameContext = { connected: boolean }

export function Frame() {
  const t = useTexts()
  const { person, mode } = usePerson()
  const { language } = useUi()
  const current = useCurrentPage('/work', pages)
  const apps = useApps()
  const unread = apps.data?.unread ?? 0
  const [announcement, setAnnouncement] = useState('')
  const connected = useLiveInbox(agentId => {
    const app = apps.data?.items.find(item => item.agentId === agentId)
    if (app) setAnnouncement(t.inbox.arrived(app.name))
  })
  const title = current?.title[language] ?? t.inbox.title

  useEffect(() => {
    document.title = `${unread ? `(${unread}) ` : ''}${title} · ${person.corpName}`
  }, [unread, title, person.corpName])

  const top =
    mode === 'dev' ? (
      <Link to="/" title={t.nav.start} aria-label={t.nav.start}>
        <Mark size={32} />
      </Link>
    ) : (
      <Mark size={32} />
    )

  return (
    <Shell
      label={t.nav.label}
      top={top}
      items={[
        {
          to: '/work',
          label: t.nav.inbox,
          active: !current,
          icon: <MessageOutlined />,
          activeIcon: <MessageFilled />,
          count: unread,
        },
        ...pages
          .filter(page => !page.may || page.may(person, mode))
          .map(page => ({
            to: pathOf('/work', page),
            label: page.title[language],
            active: page === current,
            icon: page.icon,
            activeIcon: page.activeIcon ?? page.icon,
            badge: page.useCount && <Count useCount={page.useCount} />,
            last: page.path === 'me',
          })),
      ]}
    >
      <Outlet context={{ connected } satisfies FrameContext} />
      <div className="visually-hidden" aria-live="polite">
        {announcement}
      </div>
    </Shell>
  )
}
