/** Named states of everything, and the way back to them. */
import { Fault, keepSnapshot, restoreSnapshot, snapshots } from '@hobnail/api'
import { FaultNotice, Pending, Section, useWords } from '@hobnail/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import styles from './Dev.module.css'
import { texts } from './texts'

const key = ['open', 'snapshots']

export function SnapshotsTab() {
  const t = useWords(texts)
  const queries = useQueryClient()
  const [form] = Form.useForm<{ name: string }>()
  const [done, setDone] = useState('')
  const kept = useQuery({ queryKey: key, queryFn: snapshots })
  const keep = useMutation({
    mutationFn: keepSnapshot,
    onSuccess: (_, name) => {
      setDone(t.snapshots.saved(name))
      form.resetFields()
      queries.invalidateQueries({ queryKey: key })
    },
    onError: error => {
      setDone('')
      if (error instanceof Fault) form.setFields([{ name: 'name', errors: [error.message] }])
    },
  })
  const restore = useMutation({
    mutationFn: restoreSnapshot,
    // Everything may be otherwise now, the session too.
    onSuccess: (_, name) => {
      setDone(t.snapshots.restored(name))
      queries.invalidateQueries()
    },
  })
  return (
    <div className={styles.paper}>
      <Section title={t.tabs.snapshots} hint={t.snapshots.hint}>
        <Form<{ name: string }>
          form={form}
          className={styles.form}
          layout="vertical"
          requiredMark={false}
          onFinish={({ name }) => keep.mutate(name)}
        >
          <Form.Item
            name="name"
            label={t.snapshots.name}
            extra={t.snapshots.nameHint}
            rules={[{ required: true, pattern: /^[\w-]{1,64}$/, message: t.snapshots.nameHint }]}
          >
            <Input maxLength={64} spellCheck={false} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={keep.isPending}>
            {t.snapshots.keep}
          </Button>
        </Form>
        <p role="status" className={styles.done}>
          {done}
        </p>
        {restore.error && <Alert type="error" role="alert" title={restore.error.message} />}
      </Section>
      <Section title={t.snapshots.kept}>
        {kept.isPending ? (
          <Pending lines={2} />
        ) : !kept.data ? (
          <FaultNotice error={kept.error} onRetry={() => kept.refetch()} />
        ) : kept.data.names.length ? (
          <ul className={styles.rows} aria-label={t.snapshots.kept}>
            {kept.data.names.map(name => (
              <li key={name} className={styles.fault}>
                <code>{name}</code>
                <Popconfirm
                  title={t.snapshots.restoreAsk(name)}
                  description={t.snapshots.restoreHint}
                  okText={t.snapshots.yes}
                  cancelText={t.snapshots.no}
                  onConfirm={() => restore.mutateAsync(name).catch(() => {})}
                >
                  <Button aria-label={`${t.snapshots.restore} ${name}`}>{t.snapshots.restore}</Button>
                </Popconfirm>
              </li>
            ))}
          </ul>
        ) : (
          <p className={styles.none}>{t.snapshots.none}</p>
        )}
      </Section>
    </div>
  )
}
