/** 工作台: the person's apps, in the groups and the order that the organisation gave them. Apps open on origins of their own. */
import { client, reply } from '@hobnail/api'
import { Avatar, FaultNotice, Notice, Paper, Pending, safeHref, useMedia, useWords, words } from '@hobnail/ui'
import { useQuery } from '@tanstack/react-query'
import styles from './AppsPage.module.css'

const texts = words({
  zh: {
    title: '工作台',
    others: '其他应用',
    all: '全部应用',
    trial: '测试中',
    empty: '还没有应用',
    emptyHint: '管理员发布应用后会出现在这里。',
  },
  en: {
    title: 'Apps',
    others: 'More apps',
    all: 'All apps',
    trial: 'Trial',
    empty: 'No apps yet',
    emptyHint: 'Apps appear here when an administrator publishes them.',
  },
})

export default function AppsPage() {
  const t = useWords(texts)
  const wide = useMedia('(min-width: 768px)')
  const workbench = useQuery({
    queryKey: ['workbench'],
    queryFn: ({ signal }) => reply(client.GET('/console/api/me/workbench', { signal })),
  })
  if (workbench.error) return <FaultNotice error={workbench.error} onRetry={() => workbench.refetch()} />
  if (!workbench.data) return <Pending />
  const { groups } = workbench.data
  return (
    <Paper title={t.title}>
      {groups.length === 0 && <Notice title={t.empty}>{t.emptyHint}</Notice>}
      {groups.map(group => {
        const name = group.name || (groups.length > 1 ? t.others : t.all)
        return (
          <section key={group.name} className={styles.group} aria-label={name}>
            <h2>{name}</h2>
            <ul>
              {group.apps.map(app => (
                <li key={app.agentId}>
                  <a
                    href={safeHref((wide && app.pcHomeUrl) || app.homeUrl || app.pcHomeUrl)}
                    target="_blank"
                    rel="noreferrer"
                    title={app.description}
                    data-app={app.agentId}
                  >
                    <Avatar kind="app" name={app.name} src={app.icon} size={44} />
                    <span className={styles.name}>{app.name}</span>
                    {app.trial && <span className={styles.trial}>{t.trial}</span>}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </Paper>
  )
}
