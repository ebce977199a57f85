#include "server/query/fields/functions.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "codes/name_fold.h"
#include "server/query/fields/constants.h"
#include "server/reference/borders.h"

namespace oxus::query {
namespace {

using filter::Function;
using filter::Parameter;
using filter::Value;
using filter::ValueType;

using Arguments = std::vector<Value>;
using Complaint = std::optional<std::string>;

double NumberAt(const Arguments& arguments, size_t index) {
  return std::get<double>(arguments[index]);
}

// The negations refuse NaN, too.
Complaint CheckRange(std::string_view name, double degrees, double limit) {
  if (!(degrees >= -limit && degrees <= limit)) {
    return fmt::format("{} {} is not on the globe, expected -{} to {}", name, degrees, limit,
                       limit);
  }
  return std::nullopt;
}

Complaint CheckDistance(double km) {
  if (!(km > 0 && km <= kMaxDistanceKm)) {
    return fmt::format("{} km is no distance to look in, expected above 0 and at most {}", km,
                       kMaxDistanceKm);
  }
  return std::nullopt;
}

Complaint CheckBox(Arguments& arguments) {
  const double south = NumberAt(arguments, 0);
  const double north = NumberAt(arguments, 2);
  if (auto complaint = CheckRange("south", south, 90)) return complaint;
  if (auto complaint = CheckRange("west", NumberAt(arguments, 1), 180)) return complaint;
  if (auto complaint = CheckRange("north", north, 90)) return complaint;
  if (auto complaint = CheckRange("east", NumberAt(arguments, 3), 180)) return complaint;
  if (south > north) return fmt::format("south {} lies north of north {}", south, north);
  return std::nullopt;
}

Complaint CheckCircle(Arguments& arguments) {
  if (auto complaint = CheckRange("lat", NumberAt(arguments, 0), 90)) return complaint;
  if (auto complaint = CheckRange("lon", NumberAt(arguments, 1), 180)) return complaint;
  return CheckDistance(NumberAt(arguments, 2));
}

Complaint CheckBorder(Arguments& arguments) {
  auto& border = std::get<std::string>(arguments[0]);
  if (auto complaint = BorderConstant(border)) return complaint;
  const std::string_view codes = border;
  if (reference::FindBorder(codes.substr(0, 2), codes.substr(3)) == nullptr) {
    return fmt::format("{} and {} share no land border", codes.substr(0, 2), codes.substr(3));
  }
  return CheckDistance(NumberAt(arguments, 1));
}

Complaint CheckGrade(Arguments& arguments) {
  auto& grade = std::get<std::string>(arguments[0]);
  UpperCaseConstant(grade);
  const bool has_form =
      grade.size() == 2 && grade[0] >= 'A' && grade[0] <= 'F' && grade[1] >= '1' && grade[1] <= '6';
  if (!has_form) {
    return fmt::format("'{}' is no grade; expected a letter A to E and a digit 1 to 5 such as C3",
                       grade);
  }
  if (grade[0] == 'F' || grade[1] == '6') {
    return fmt::format(
        "'{}' sets no bound: F and 6 say 'cannot be judged', which no report is better or worse "
        "than; expected a letter A to E and a digit 1 to 5 such as C3",
        grade);
  }
  return std::nullopt;
}

Complaint CheckSearch(Arguments& arguments) {
  const auto& text = std::get<std::string>(arguments[0]);
  if (codes::FoldToBase(text).empty()) {
    return fmt::format("'{}' has no letter or digit to look for", text);
  }
  return std::nullopt;
}

Parameter Text(std::string name) { return {std::move(name), ValueType::kText}; }
Parameter Number(std::string name) { return {std::move(name), ValueType::kNumber}; }

}  // namespace

std::vector<Function> FilterFunctions() {
  return {
      {"within_box",
       {Number("south"), Number("west"), Number("north"), Number("east")},
       "The place has a point between two parallels and two meridians, in degrees; with west > "
       "east the box crosses the antimeridian. A place known as ADMIN1 or coarser is not found.",
       CheckBox},
      {"within_km",
       {Number("lat"), Number("lon"), Number("km")},
       "The place has a point at most so many kilometres from a point in degrees. A place known "
       "as ADMIN1 or coarser is not found.",
       CheckCircle},
      {"border_within",
       {Text("border"), Number("km")},
       "The place has a point, on either side, at most so many kilometres from the land border of "
       "two countries, such as AF-TJ. A place known as ADMIN1 or coarser is not found.",
       CheckBorder},
      {"graded",
       {Text("grade")},
       "One report is graded so or better in both parts of the Admiralty code: C3 takes "
       "reliability A to C with credibility 1 to 3. F and 6, cannot be judged, are no bound and "
       "reach none.",
       CheckGrade},
      {"place",
       {Text("text")},
       "The text is in a name of the place or its first-order division, in any spelling known, "
       "without case and accents.",
       CheckSearch},
      {"actor",
       {Text("text")},
       "The text is in a name of a participant, or of an actor it belongs to, or is the id of one, "
       "in any spelling known, without case and accents.",
       CheckSearch},
  };
}

}  // namespace oxus::query
