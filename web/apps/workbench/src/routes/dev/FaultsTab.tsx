/** Faults on demand: which APIs fail next, how, and how often. */
import { endFault, Fault, faults, makeFault, type NewFault, type WaitingFault } from '@hobnail/api'
import { FaultNotice, Pending, Section, useUrlText, useWords } from '@hobnail/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, InputNumber, Segmented } from 'antd'
import styles from './Dev.module.css'
import { texts } from './texts'

const key = ['open', 'faults']
const kinds = ['errcode', 'http', 'drop', 'delay'] as const
type Kind = (typeof kinds)[number]
type Fields = { path: string; times: number; kind: Kind; errcode?: number; http?: number; delay?: number }

export function FaultsTab() {
  const t = useWords(texts)
  const waiting = useQuery({ queryKey: key, queryFn: faults, refetchInterval: 10_000 })
  return (
    <div className={styles.paper}>
      <Section title={t.tabs.faults} hint={t.faults.hint}>
        <AddFault />
      </Section>
      <Section title={t.faults.waiting}>
        {waiting.isPending ? (
          <Pending lines={2} />
        ) : !waiting.data ? (
          <FaultNotice error={waiting.error} onRetry={() => waiting.refetch()} />
        ) : waiting.data.faults.length ? (
          <ul className={styles.rows} aria-label={t.faults.waiting}>
            {waiting.data.faults.map(fault => (
              <li key={fault.id}>
                <Waiting fault={fault} />
              </li>
            ))}
          </ul>
        ) : (
          <p className={styles.none}>{t.faults.none}</p>
        )}
      </Section>
    </div>
  )
}

function AddFault() {
  const t = useWords(texts)
  const queries = useQueryClient()
  const [form] = Form.useForm<Fields>()
  const kind = Form.useWatch('kind', form) ?? 'errcode'
  const [path] = useUrlText('path')
  const add = useMutation({
    mutationFn: ({ path, times, kind, errcode, http, delay }: Fields) => {
      const body: NewFault = { path: path.trim(), times }
      if (kind === 'errcode') body.errcode = errcode ?? -1
      if (kind === 'http') body.http_status = http ?? 503
      if (kind === 'drop') body.drop = true
      if (delay) body.delay_ms = delay
      return makeFault(body)
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
    onError: error => {
      if (error instanceof Fault && error.field === 'path') form.setFields([{ name: 'path', errors: [error.message] }])
    },
  })
  const fault = add.error instanceof Fault && add.error.field !== 'path' ? add.error : undefined
  return (
    <Form<Fields>
      form={form}
      className={styles.form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ path, times: 1, kind: 'errcode', errcode: -1, http: 503 }}
      onFinish={fields => add.mutate(fields)}
    >
      {fault && <Alert className={styles.refusal} type="error" role="alert" title={fault.message} />}
      <Form.Item
        name="path"
        label={t.faults.path}
        extra={t.faults.pathHint}
        rules={[{ required: true, message: t.faults.pathHint }]}
      >
        <Input placeholder="/topapi/message/corpconversation/asyncsend_v2" maxLength={256} spellCheck={false} />
      </Form.Item>
      <Form.Item name="kind" label={t.faults.kind}>
        <Segmented options={kinds.map(value => ({ value, label: t.faults.kinds[value] }))} />
      </Form.Item>
      <div className={styles.fields}>
        {kind === 'errcode' && (
          <Form.Item name="errcode" label={t.faults.errcode}>
            <InputNumber precision={0} />
          </Form.Item>
        )}
        {kind === 'http' && (
          <Form.Item name="http" label={t.faults.http}>
            <InputNumber min={200} max={599} precision={0} />
          </Form.Item>
        )}
        <Form.Item
          name="delay"
          label={t.faults.delay}
          rules={kind === 'delay' ? [{ required: true, message: t.faults.delay }] : []}
        >
          <InputNumber min={0} max={600_000} precision={0} />
        </Form.Item>
        <Form.Item name="times" label={t.faults.times}>
          <InputNumber min={1} max={1_000_000} precision={0} />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={add.isPending}>
        {t.faults.add}
      </Button>
    </Form>
  )
}

function Waiting({ fault }: { fault: WaitingFault }) {
  const t = useWords(texts)
  const queries = useQueryClient()
  const end = useMutation({
    mutationFn: () => endFault(fault.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  })
  const how = [
    fault.delay_ms != null && t.faults.slow(fault.delay_ms),
    fault.errcode != null && t.faults.code(fault.errcode),
    fault.http_status != null && t.faults.status(fault.http_status),
    fault.drop && t.faults.dropped,
  ]
  return (
    <div className={styles.fault}>
      <code>{fault.path}</code>
      <span>{how.filter(Boolean).join(' · ')}</span>
      <span>{t.faults.left(fault.times)}</span>
      <Button loading={end.isPending} onClick={() => end.mutate()} aria-label={`${t.faults.remove} ${fault.path}`}>
        {t.faults.remove}
      </Button>
    </div>
  )
}
