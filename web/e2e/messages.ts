/** One message of every kind, with words of its own to find it by. */
import type { WireMessage } from '../packages/api/src/platform'

export const text = (words: string): WireMessage => ({
  msgtype: 'text',
  text: { content: `${words}\n第二行，见 https://example.com/help 。` },
})

export const markdown = (words: string): WireMessage => ({
  msgtype: 'markdown',
  markdown: {
    title: '昨日构建报告',
    text: `### 昨日构建报告\n\n共 **128** 次构建，失败 \`3\` 次。\n\n- orders：超时，已重试\n- billing：依赖缺失\n\n> ${words}\n\n[查看全部](https://example.com/builds)`,
  },
})

export const link = (words: string): WireMessage => ({
  msgtype: 'link',
  link: {
    title: '本周例会改到周四 15:00',
    text: `请各位提前更新各自的进度，会上只讨论有风险的事项。${words}`,
    picUrl: '@lADOADmaWMzazQKA',
    messageUrl: 'https://wiki.example.com/meetings/42',
  },
})

export const single = (words: string): WireMessage => ({
  msgtype: 'action_card',
  action_card: {
    title: '报销单已到账',
    markdown: `#### 报销单已到账\n\n金额：**¥1,280.00**\n\n${words}`,
    single_title: '查看详情',
    single_url: 'https://example.com/claims/7',
  },
})

export const buttons = (words: string, orientation: '0' | '1'): WireMessage => ({
  msgtype: 'action_card',
  action_card: {
    title: '请假申请等待审批',
    markdown: `#### 请假申请\n\n**张伟** 申请年假 2 天\n\n${words}`,
    btn_orientation: orientation,
    btn_json_list: [
      { title: '同意', action_url: 'https://example.com/leave/9/approve' },
      { title: '拒绝', action_url: 'https://example.com/leave/9/refuse' },
    ],
  },
})
