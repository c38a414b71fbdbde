/** On the phone: a QR code was scanned, and its sign-in is agreed to or refused here. */
import { client, Fault, reply } from '@hobnail/api'
import { Avatar, FaultNotice, Notice, Pending, usePerson, useWords, words } from '@hobnail/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect } from 'react'
import { Link, useSearchParams } from 'react-router'
import styles from './ScanPage.module.css'

const texts = words({
  zh: {
    title: '确认登录',
    asks: (app: string) => `登录到${app}？`,
    site: '登录的网站',
    provider: '应用所属组织',
    you: '你的身份',
    corp: '该网站将得知你所在的组织。',
    care: '请确认二维码是你自己打开的页面上显示的。',
    agree: '确认登录',
    refuse: '取消',
    agreed: '已登录',
    agreedHint: '可以回到电脑上继续了。',
    refused: '已取消',
    refusedHint: '没有登录到该网站。',
    expired: '二维码已失效',
    expiredHint: '请在电脑上刷新二维码后重新扫描。',
    home: '回到工作台',
  },
  en: {
    title: 'Confirm signing in',
    asks: (app: string) => `Sign in to ${app}?`,
    site: 'Site',
    provider: 'Organisation of the app',
    you: 'You',
    corp: 'The site will learn your organisation.',
    care: 'Make sure that the code was on a page that you opened yourself.',
    agree: 'Sign in',
    refuse: 'Cancel',
    agreed: 'Signed in',
    agreedHint: 'Go on at the computer.',
    refused: 'Cancelled',
    refusedHint: 'You were not signed in to the site.',
    expired: 'The code has expired',
    expiredHint: 'Refresh it at the computer and scan again.',
    home: 'To the workbench',
  },
})

export default function ScanPage() {
  const t = useWords(texts)
  const { person } = usePerson()
  const [params] = useSearchParams()
  const ticket = params.get('t') ?? ''
  const asked = useQuery({
    queryKey: ['scan', ticket],
    queryFn: ({ signal }) => reply(client.POST('/console/api/me/scan/open', { body: { ticket }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const answer = useMutation({
    mutationFn: (agree: boolean) => reply(client.POST('/console/api/me/scan/answer', { body: { ticket, agree } })),
  })
  useEffect(() => {
    document.title = t.title
  }, [t])

  const home = (
    <Link to="/work" className={styles.home}>
      {t.home}
    </Link>
  )
  const told = (title: string, hint: string) => (
    <main className={styles.page}>
      <Notice title={title} action={home}>
        {hint}
      </Notice>
    </main>
  )
  const fault = asked.error ?? answer.error
  if (fault instanceof Fault && fault.code === 'login.expired') return told(t.expired, t.expiredHint)
  if (fault) return <FaultNotice error={fault} onRetry={() => asked.refetch()} />
  if (answer.isSuccess) return answer.variables ? told(t.agreed, t.agreedHint) : told(t.refused, t.refusedHint)
  if (!asked.data) return <Pending />
  const { appName, appIcon, corpName, site, asksCorp } = asked.data
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <Avatar kind="app" name={appName} src={appIcon} size={64} />
        <h1>{t.asks(appName)}</h1>
      </div>
      <dl className={styles.facts}>
        <div>
          <dt>{t.site}</dt>
          <dd>{site}</dd>
        </div>
        <div>
          <dt>{t.provider}</dt>
          <dd>{corpName}</dd>
        </div>
        <div>
          <dt>{t.you}</dt>
          <dd>
            {person.name} · {person.corpName}
          </dd>
        </div>
      </dl>
      <p className={styles.care}>
        {asksCorp && `${t.corp} `}
        {t.care}
      </p>
      <div className={styles.buttons}>
        <Button type="primary" size="large" block loading={answer.isPending} onClick={() => answer.mutate(true)}>
          {t.agree}
        </Button>
        <Button size="large" block disabled={answer.isPending} onClick={() => answer.mutate(false)}>
          {t.refuse}
        </Button>
      </div>
    </main>
  )
}
