package tokens

// The codes of findings about texts that are no token.
const (
	CodeLiteralText     Code = "literal_text"       // a word such as null that a program wrote in place of a token
	CodeAppIDPasted     Code = "app_id_pasted"      // the App ID of a project at hand
	CodeCertificate     Code = "certificate_pasted" // an App Certificate at hand
	CodeHexIDPasted     Code = "hex_id_pasted"      // an App ID or App Certificate that is not at hand
	CodeJWT             Code = "jwt"
	CodeChatAccessToken Code = "chat_access_token"   // what Chat gives for a token: YWMt…
	CodeAppKeyPasted    Code = "app_key_pasted"      // OrgName#AppName
	CodeCustomerKey     Code = "customer_key_pasted" // the credentials of the RESTful API
	CodeURLPasted       Code = "url_pasted"
	CodeDartToken       Code = "dart_token"    // what the Dart package wrote before July 2026
	CodeServiceCount    Code = "service_count" // more services are stated than there are
)

// The codes of findings about signatures.
const (
	CodeSignatureLength    Code = "signature_length"
	CodeNameIsCertificate  Code = "name_is_certificate"
	CodeAppIDIsCertificate Code = "app_id_is_certificate"
	CodeSignedByOther      Code = "signed_by_other_project"
	CodeSignedWithAppID    Code = "signed_with_app_id"
	CodeSignedWithWord     Code = "signed_with_placeholder"
	CodeCertificateAltered Code = "certificate_altered"
	CodeWrongCertificate   Code = "wrong_certificate"
	CodeAppIDUnknown       Code = "app_id_unknown"
	CodeSignedBySecondary  Code = "signed_by_secondary"
)

// The codes of findings about what a token is used for.
const (
	CodeAppIDMismatch    Code = "app_id_mismatch"
	CodeOldVersion       Code = "old_version"
	CodeWrongService     Code = "wrong_service"
	CodeChatAppToken     Code = "chat_app_token_for_login"
	CodeChatUserToken    Code = "chat_user_token_for_rest"
	CodeClassroomToken   Code = "classroom_token_kind" // one that joins no room
	CodeChannelMismatch  Code = "channel_mismatch"
	CodeUserMismatch     Code = "user_mismatch"
	CodeChatUserMismatch Code = "chat_user_mismatch"
	CodeRoleMismatch     Code = "role_mismatch"
	CodeRoleDowngraded   Code = "role_downgraded"
	CodeRecordingUID     Code = "recording_uid"
	CodeUserKind         Code = "user_kind" // digits that are no user ID
	CodeRenewOther       Code = "renew_other_channel"
	CodeConsoleTemporary Code = "console_temporary"
	CodeChatHost         Code = "chat_host"
	CodeClassroomChat    Code = "classroom_chat_user"
)

// The codes of findings about times.
const (
	CodeExpireZero         Code = "expire_zero"
	CodeMessageTime        Code = "message_time"
	CodePrivilegeRelative  Code = "privilege_relative"
	CodeExpired            Code = "expired"
	CodeExpiredAtIssue     Code = "expired_at_issue"
	CodePrivilegesEnded    Code = "privileges_ended"
	CodeJoinEnded          Code = "join_ended"
	CodePublishEnded       Code = "publish_ended"
	CodeIssuedInFuture     Code = "issued_in_future"
	CodeExpireAbsolute     Code = "expire_absolute"
	CodeExpireMilliseconds Code = "expire_milliseconds"
	CodeExpireOver24h      Code = "expire_over_24h"
	CodeExpiryOverUint32   Code = "expiry_over_uint32"
	CodePrivilegeAbsolute  Code = "privilege_absolute"
	CodePrivilegeOverToken Code = "privilege_over_token"
	CodePrivilegeZero      Code = "privilege_zero"
	CodePrivilegeEndsFirst Code = "privilege_ends_first"
	CodeJoinBeforePublish  Code = "join_before_publish"
	CodeIssuedBefore2021   Code = "issued_before_2021"
	CodeEndsSoon           Code = "ends_soon"
	CodeChatRenew          Code = "chat_renew"
)

// The codes of findings about names.
const (
	CodeChannelEmpty       Code = "channel_empty"
	CodeChannelTooLong     Code = "channel_too_long"
	CodeChannelCharset     Code = "channel_charset"
	CodeChannelWildcard    Code = "channel_wildcard"
	CodeChannelPlaceholder Code = "channel_placeholder"
	CodeUIDWildcard        Code = "uid_wildcard"
	CodeAccountZero        Code = "account_zero"
	CodeAccountString      Code = "account_string"
	CodeAccountTooLong     Code = "account_too_long"
	CodeUserIDOver64       Code = "user_id_over_64"
	CodeUserPlaceholder    Code = "user_placeholder"
	CodeUserEmpty          Code = "user_empty"
	CodeChatUserUppercase  Code = "chat_user_uppercase"
	CodeChatUserCharset    Code = "chat_user_charset"
	CodeChatUserIsUUID     Code = "chat_user_is_uuid"
	CodeControlChars       Code = "control_chars"
	CodeInvalidUTF8        Code = "invalid_utf8"
	CodeBlanksAround       Code = "blanks_around"
	CodeSampleValues       Code = "sample_values"
	CodeCRCOnly            Code = "crc_only"
	CodeLeakRisk           Code = "leak_risk"
)

// The codes of findings about how a token is made.
const (
	CodeAppIDNotHex         Code = "app_id_not_hex"
	CodeNoServices          Code = "no_services"
	CodeNoPrivileges        Code = "no_privileges"
	CodePublishWithoutJoin  Code = "publish_without_join"
	CodeUnknownService      Code = "unknown_service"
	CodeUnknownPrivilege    Code = "unknown_privilege"
	CodeDeprecatedPrivilege Code = "deprecated_privilege"
	CodeDuplicateService    Code = "duplicate_service"
	CodeDuplicatePrivilege  Code = "duplicate_privilege"
	CodeDuplicateExtra      Code = "duplicate_extra"
	CodeServicesUnsorted    Code = "services_unsorted"
	CodeTrailingBytes       Code = "trailing_bytes"
	CodeSubscriberOnly      Code = "subscriber_only"
)

// The codes of repairs, and of the findings that tell of them.
const (
	CodeRepairedBlanks       Code = "repaired_blanks"
	CodeRepairedQuotes       Code = "repaired_quotes"
	CodeRepairedPrefix       Code = "repaired_prefix"       // values: what was removed
	CodeRepairedSurroundings Code = "repaired_surroundings" // values: characters before, characters after
	CodeRepairedLineBreaks   Code = "repaired_line_breaks"  // values: how many
	CodeRepairedPercent      Code = "repaired_percent"      // values: how often it was decoded
	CodeRepairedEscapes      Code = "repaired_escapes"
	CodeRepairedBase64URL    Code = "repaired_base64url"
	CodeRepairedPlus         Code = "repaired_plus"      // values: how many blanks were put back as +
	CodeRepairedPadding      Code = "repaired_padding"   // values: how many = were added
	CodeRepairedInvisible    Code = "repaired_invisible" // values: how many characters
	CodeCertificateBeside    Code = "certificate_beside" // values: what is known of it, masked
	CodeSeveralTokens        Code = "several_tokens"     // values: how many
)
