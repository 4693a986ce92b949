/** The members of the official SDK's `CometChat` that this one does not have. */
const OFFICIAL_ONLY_MEMBERS = `
ACTION_TYPE AIAssistantBaseEvent AIAssistantCardEndedEvent AIAssistantCardReceivedEvent
AIAssistantCardStartedEvent AIAssistantContentReceivedEvent AIAssistantElement
AIAssistantListener AIAssistantMessage AIAssistantMessageData AIAssistantMessageEndedEvent
AIAssistantMessageStartedEvent AIAssistantRunFinishedEvent AIAssistantRunStartedEvent
AIAssistantToolArgumentEvent AIAssistantToolEndedEvent AIAssistantToolResultEvent
AIAssistantToolStartedEvent AIToolArgumentMessage AIToolArgumentMessageData AIToolCall
AIToolCallFunction AIToolResultMessage AIToolResultMessageData AI_ASSISTANT_EVENTS ANALYTICS
API_ERROR_CODES APPINFO APP_SETTINGS ATTACHMENTS_CONSTANTS Action ActionConstatnts Attachment
AttachmentType BannedMembersRequest BannedMembersRequestBuilder BaseMessage
BlockedUsersConstants BlockedUsersRequest BlockedUsersRequestBuilder CALLING_COMPONENT_VERSION
CALL_ERROR CALL_MODE CALL_STATUS CALL_TYPE CAMPAIGN_DEFAULTS CAMPAIGN_ENDPOINTS CAMPAIGN_ERRORS
CAMPAIGN_PAGINATION CATEGORY_ACTION CATEGORY_CALL CATEGORY_CUSTOM CATEGORY_INTERACTIVE
CATEGORY_MESSAGE COMMON_UTILITY_CONSTANTS CONNECTION_STATUS Call CallConstants CallController
CallListener CallSettings CallSettingsBuilder CardMessage CometChatHelper ConnectionListener
Conversation ConversationErrors ConversationListener ConversationsRequest
ConversationsRequestBuilder CustomMessage DEFAULT_VALUES DELIVERY_RECEIPTS Errors
ExtensionErrors FeatureRestrictionErrors GENERAL_ERROR GROUP_MEMBER_SCOPE GROUP_TYPE GoalType
Group GroupConstants GroupErrors GroupListener GroupMember GroupMemberScope GroupMembersRequest
GroupMembersRequestBuilder GroupMemersConstans GroupType GroupsRequest GroupsRequestBuilder
Interaction InteractionGoal InteractionReceipt InteractiveMessage JWT_API LOCAL_STORE
MESSAGE_TYPE MainVideoContainerSetting MediaDevice MediaMessage MessageCategory
MessageConstatnts MessageErrors MessageListener MessageReceipt MessageThread MessagesRequest
MessagesRequestBuilder ModerationStatus NotificationCategoriesRequest
NotificationCategoriesRequestBuilder NotificationCategory NotificationFeedItem
NotificationFeedListener NotificationFeedRequest NotificationFeedRequestBuilder
ONLINE_MEMBER_COUNT_API OngoingCallListener PARAMETER_ERROR PINNED_BY PIN_SAVE_DEFAULTS
PIN_SAVE_ERROR_CODES PROSODY_API PresenceConstants PresenceConstatnts ProsodyApiErrors
PushNotification REACTION_ACTION READ_RECEIPTS RECEIVER_TYPE Reaction ReactionCount
ReactionEvent ReactionsRequest ReactionsRequestBuilder ReceiptErrors ResponseConstants SDKHeader
SESSION_STORE SORT_BY SORT_ORDER TYPING_NOTIFICATION TextMessage ThreadsRequest
ThreadsRequestBuilder TransientMessage TypingIndicator USER_STATUS UploadFileListener
UploadFileRequest UploadStatus UserConstants UserErrors UserListener UsersRequest
UsersRequestBuilder VirtualBackground VirtualBackgroundBuilder WS acceptCall
addAIAssistantListener addCallListener addConnectionListener addConversationListener
addDataToSessionStorage addGroupListener addMembersToGroup addMessageListener
addNotificationFeedListener addReaction addUserListener askBot banGroupMember beforeUnload
blockUsers callExtension clearActiveCall clearAnalyticsPingTimer clearCache connect constants
createGroup createGroupWithMembers createUploadFileRequest deleteConversation deleteGroup
deleteMessage didAnalyticsPingStart disconnect editMessage endCall endTyping flagMessage
getActiveCall getCallParticipantCount getConnectionStatus getConversation getConversationStarter
getConversationSummary getConversationUpdateSettings getDataFromSessionStorage
getExtensionDetails getFlagReasons getGroup getInstance getLastDeliveredMessageId
getMaxAttachmentCount getMessageDetails getMessageReceipts getMode getNotificationFeedItem
getNotificationFeedUnreadCount getOnlineGroupMemberCount getOnlineUserCount
getPinnedConversationsLimit getPinnedMessagesLimit getSavedMessagesLimit getSessionId
getSmartReplies getSystemPinnedConversationsLimit getSystemPinnedMessagesLimit
getUnreadMessageCount getUnreadMessageCountForAllGroups getUnreadMessageCountForAllUsers
getUnreadMessageCountForGroup getUnreadMessageCountForUser initFromSettings initializeStorage
initiateCall isAIFeatureEnabled isExtensionEnabled isFeatureEnabled isPinConversationEnabled
isPinMessageEnabled isSaveMessageEnabled joinGroup kickGroupMember leaveGroup markAsDelivered
markAsInteracted markAsRead markAsUnread markConversationAsDelivered markConversationAsRead
markFeedItemAsDelivered markFeedItemAsRead markFeedItemsAsDelivered markMessageAsUnread
markPushNotificationClicked markPushNotificationDelivered onStorageEvent pinConversation
pinMessage registerTokenForPushNotification rejectCall removeAIAssistantListener
removeCallListener removeConnectionListener removeConversationListener
removeDataFromSessionStorage removeGroupListener removeMessageListener
removeNotificationFeedListener removeReaction removeUserListener reportFeedEngagement
saveMessage sendCustomMessage sendDirectMessage sendGroupMessage sendInteractiveMessage
sendMediaMessage sendMessage sendTestMessage sendTransientMessage sendUnansweredResponse
setAuthToken setDemoMetaInfo setMode startCall startTyping subscribeToThread tagConversation
transferGroupOwnership unbanGroupMember unblockUsers unpinConversation unpinMessage
unsaveMessage unsubscribeFromThread updateGroup updateGroupMemberScope
`;

const PAGE =
  "https://github.com/cometchat-wasm/cometchat-wasm/blob/main/docs/with-the-official-sdk.md";

/**
 * Makes each of these members throw an error that names CometChat's own SDK, for development. Otherwise,
 * an application would see that something is not a constructor.
 */
export function installMissingMemberErrors(client: object): void {
  for (const name of OFFICIAL_ONLY_MEMBERS.trim().split(/\s+/)) {
    Object.defineProperty(client, name, {
      configurable: true,
      get(): never {
        throw new TypeError(
          `CometChat.${name} is not in cometchat-wasm, which only authenticates. ` +
            `Load CometChat's own SDK beside it for everything else: ${PAGE}`,
        );
      },
      // An application may still define such a member itself.
      set(value: unknown) {
        Object.defineProperty(client, name, { configurable: true, value, writable: true });
      },
    });
  }
}
