package tokens

import "slices"

// rules are all rules, those that tell most first. The severity comes before
// the order, so a refusal stands before a surprise wherever its rule is. A text
// that is no token comes first; then what keeps a token from ever working, such
// as another App ID; then what a new token would mend.
var rules = slices.Concat(
	pastedRules, damageRules,
	identityRules, formatRules, productRules, joinRules, userRules, nameRules, messageRules,
	signatureRules, timeRules, chatRules, lifetimeRules, riskRules,
	repairRules,
)
