#include <string>

#include "fmt/format.h"
#include "server/ingest/rules.h"

namespace oxus::ingest {
namespace {

// Bytes below space, DEL, and the C1 controls, which UTF-8 writes as C2 80 to C2 9F.
bool HasControl(std::string_view text) {
  unsigned char previous = 0;
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (previous == 0xC2 && byte < 0xA0) return true;
    previous = byte;
  }
  return false;
}

void CheckProducerId(const std::string& id, const FieldPath& field, const RuleContext& context) {
  if (id.empty()) {
    context.sink.Add(reasons::kProducerIdEmpty, field,
                     "is empty; expected the name of the data set or sender");
    return;
  }
  if (id.size() > kMaxProducerIdBytes) {
    context.sink.Add(reasons::kProducerIdTooLong, field,
                     fmt::format("{} has {} bytes; at most {} are allowed", Quoted(id), id.size(),
                                 kMaxProducerIdBytes));
  }
  if (HasControl(id) || id.find('/') != std::string::npos) {
    context.sink.Add(
        reasons::kProducerIdCharacters, field,
        fmt::format("{} holds a control character or a slash; expected neither", Quoted(id)));
  }
}

void CheckExternalId(const std::string& id, const FieldPath& field, const RuleContext& context) {
  if (id.empty()) {
    context.sink.Add(reasons::kExternalIdEmpty, field,
                     "is empty; expected the producer's own id of the record");
    return;
  }
  if (id.size() > kMaxExternalIdBytes) {
    context.sink.Add(reasons::kExternalIdTooLong, field,
                     fmt::format("{} has {} bytes; at most {} are allowed", Quoted(id), id.size(),
                                 kMaxExternalIdBytes));
  }
  if (HasControl(id)) {
    context.sink.Add(reasons::kExternalIdCharacters, field,
                     fmt::format("{} holds a control character; expected none", Quoted(id)));
  }
}

// The longest span a precision can have; 0 for those that set no limit. MINUTE sets none:
// both ends of a long fight may be known to the minute.
int64_t LongestSpanMs(oxus::v1::TimePrecision precision) {
  switch (precision) {
    case oxus::v1::TIME_PRECISION_HOUR:
      return 3'600'000;
    case oxus::v1::TIME_PRECISION_UNSPECIFIED:
    case oxus::v1::TIME_PRECISION_DAY:
      return kDayMs;
    case oxus::v1::TIME_PRECISION_WEEK:
      return 7 * kDayMs;
    case oxus::v1::TIME_PRECISION_MONTH:
      return 31 * kDayMs;
    case oxus::v1::TIME_PRECISION_YEAR:
      return 366 * kDayMs;
    default:
      return 0;
  }
}

// True when the moment lies in the years the server can hold.
bool CheckMoment(int64_t ms, const FieldPath& field, const RuleContext& context) {
  if (ms < kEarliestMs) {
    context.sink.Add(reasons::kTimeTooEarly, field,
                     fmt::format("{} is {}; expected 1900-01-01 or later", ms, TimeText(ms)));
    return false;
  }
  if (ms >= kLatestMs) {
    context.sink.Add(reasons::kTimeTooLate, field,
                     fmt::format("{} is {}; expected before 2200-01-01", ms, TimeText(ms)));
    return false;
  }
  return true;
}

void CheckStart(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context) {
  const int64_t start_ms = event.occurred().start_ms();
  if (!CheckMoment(start_ms, path.Field("start_ms"), context)) return;
  const bool is_actual = event.modality() == oxus::v1::MODALITY_UNSPECIFIED ||
                         event.modality() == oxus::v1::MODALITY_ACTUAL;
  if (is_actual && start_ms > context.now_ms + kDayMs) {
    context.sink.Add(
        reasons::kTimeInFuture, path.Field("start_ms"),
        fmt::format("{} is {}, more than a day after receipt at {}; only modality PLANNED or "
                    "HYPOTHETICAL may lie in the future",
                    start_ms, TimeText(start_ms), TimeText(context.now_ms)));
  }
}

void CheckEnd(const oxus::v1::Span& span, const FieldPath& path, const RuleContext& context) {
  const FieldPath field = path.Field("end_ms");
  if (!CheckMoment(span.end_ms(), field, context)) return;
  if (span.end_ms() < span.start_ms()) {
    context.sink.Add(reasons::kEndBeforeStart, field,
                     fmt::format("{} is before start_ms {}", TimeText(span.end_ms()),
                                 TimeText(span.start_ms())));
    return;
  }
  const int64_t longest_ms = LongestSpanMs(span.precision());
  // A start out of range has its own finding, and could overflow here.
  if (longest_ms == 0 || span.start_ms() < kEarliestMs) return;
  const int64_t span_ms = span.end_ms() - span.start_ms();
  if (span_ms > longest_ms) {
    context.sink.Add(reasons::kSpanTooLong, field,
                     fmt::format("the span is {:.2f} days long; precision {} allows at most {:.2f}",
                                 static_cast<double>(span_ms) / kDayMs,
                                 span.precision() == oxus::v1::TIME_PRECISION_UNSPECIFIED
                                     ? "DAY (the default)"
                                     : oxus::v1::TimePrecision_Name(span.precision()),
                                 static_cast<double>(longest_ms) / kDayMs));
  }
}

void CheckTime(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context) {
  const FieldPath occurred = path.Field("occurred");
  if (!event.has_occurred()) {
    context.sink.Add(reasons::kTimeMissing, occurred, "is not set; expected when it happened");
    return;
  }
  const oxus::v1::Span& span = event.occurred();
  CheckEnum(span.precision(), oxus::v1::TimePrecision_IsValid, Zero::kAllowed,
            occurred.Field("precision"), context);
  CheckStart(event, occurred, context);
  if (span.has_end_ms()) CheckEnd(span, occurred, context);
  if (span.utc_offset_min() < -720 || span.utc_offset_min() > 840) {
    context.sink.Add(
        reasons::kUtcOffsetRange, occurred.Field("utc_offset_min"),
        fmt::format("is {}; expected minutes east of UTC, -720..840", span.utc_offset_min()));
  }
}

void CheckLink(const oxus::v1::Link& link, const oxus::v1::Event& event, const FieldPath& path,
               const RuleContext& context) {
  CheckEnum(link.kind(), oxus::v1::LinkKind_IsValid, Zero::kRefused, path.Field("kind"), context);
  if (link.has_confidence()) {
    CheckConfidence(link.confidence(), path.Field("confidence"), context);
  }
  const FieldPath to = path.Field("to");
  if (!link.has_to()) {
    context.sink.Add(reasons::kLinkTargetMissing, to, "is not set; expected the key of an event");
    return;
  }
  CheckKey(link.to(), to, context);
  if (event.has_key() && SameKey(link.to(), event.key())) {
    context.sink.Add(reasons::kLinkToSelf, to,
                     fmt::format("{} of {} is the event itself; expected another event",
                                 Quoted(link.to().external_id()), Quoted(link.to().producer_id())));
  }
}

void CheckLinks(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context) {
  const int size = CheckedSize(event.links_size(), kMaxRepeated, path.Field("links"), context);
  for (int i = 0; i < size; ++i) {
    CheckLink(event.links(i), event, path.Item("links", i), context);
  }
}

}  // namespace

int CheckedSize(int size, int limit, const FieldPath& list, const RuleContext& context) {
  if (size <= limit) [[likely]] {
    return size;
  }
  context.sink.Add(reasons::kTooManyElements, list,
                   fmt::format("has {} elements; at most {} are allowed, and only those were "
                               "looked at",
                               size, limit));
  return limit;
}

void ReportEnum(const google::protobuf::EnumDescriptor* type, int number, const FieldPath& field,
                const RuleContext& context) {
  // Long lists are in the contract; short ones fit the message.
  constexpr int kMostNames = 12;
  std::string expected = fmt::format("a value of {}", type->name());
  if (type->value_count() <= kMostNames + 1) {
    for (int i = 1; i < type->value_count(); ++i) {
      expected += fmt::format("{} {}", i == 1 ? ":" : ",", type->value(i)->name());
    }
  }
  if (number == 0) {
    context.sink.Add(reasons::kEnumUnspecified, field, "is not set; expected " + expected);
  } else {
    context.sink.Add(
        reasons::kEnumUnknown, field,
        fmt::format("is {}, a number this server does not know; expected {}", number, expected));
  }
}

void CheckConfidence(uint32_t confidence, const FieldPath& field, const RuleContext& context) {
  if (confidence > 100) {
    context.sink.Add(reasons::kConfidenceRange, field,
                     fmt::format("is {}; expected 0..100", confidence));
  }
}

void CheckTextSize(std::string_view text, size_t limit, const FieldPath& field,
                   const RuleContext& context) {
  if (text.size() > limit) {
    context.sink.Add(
        reasons::kTextTooLong, field,
        fmt::format("{} has {} bytes; at most {} are allowed", Quoted(text), text.size(), limit));
  }
}

void CheckKey(const oxus::v1::EventKey& key, const FieldPath& path, const RuleContext& context) {
  CheckProducerId(key.producer_id(), path.Field("producer_id"), context);
  CheckExternalId(key.external_id(), path.Field("external_id"), context);
}

bool SameKey(const oxus::v1::EventKey& a, const oxus::v1::EventKey& b) {
  return a.external_id() == b.external_id() && a.producer_id() == b.producer_id();
}

void CheckEvent(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context) {
  if (event.has_key()) {
    CheckKey(event.key(), path.Field("key"), context);
  } else {
    context.sink.Add(reasons::kKeyMissing, path.Field("key"),
                     "is not set; expected producer_id and external_id");
  }
  CheckEnum(event.modality(), oxus::v1::Modality_IsValid, Zero::kAllowed, path.Field("modality"),
            context);
  CheckTime(event, path, context);
  CheckEventPlace(event, path, context);
  CheckParticipants(event, path, context);
  switch (event.detail_case()) {
    case oxus::v1::Event::kIncident:
      CheckIncident(event, path, context);
      break;
    case oxus::v1::Event::kContact:
      CheckContact(event, path, context);
      break;
    case oxus::v1::Event::DETAIL_NOT_SET:
      context.sink.Add(reasons::kDetailMissing, path.Field("detail"),
                       "is not set; expected incident or contact");
  }
  CheckReports(event, path, context);
  CheckLinks(event, path, context);
  CheckCodes(event, path, context);
  CheckTextSize(event.summary(), kMaxSummaryBytes, path.Field("summary"), context);
  CheckedSize(event.tags_size(), kMaxTags, path.Field("tags"), context);
}

}  // namespace oxus::ingest
