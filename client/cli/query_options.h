#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "oxus/v1/query_service.pb.h"

namespace oxus::cli {

// The options of `oxus query` and the request they come to.
class QueryOptions {
 public:
  // Once. The options are filled, and checked, when the command line is parsed; this must stay.
  void Declare(CLI::App& command);

  // Afterwards.
  oxus::v1::AggregateRequest ToRequest() const;
  bool list_fields() const { return list_fields_; }

 private:
  void DeclareGroups(CLI::App& command);
  void DeclareRows(CLI::App& command);
  void DeclareEvents(CLI::App& command);
  void DeclarePlan(CLI::App& command);

  // What the options write into it as it stands: texts.
  oxus::v1::AggregateRequest request_;
  std::vector<std::string> by_;
  std::vector<std::string> metrics_;
  std::vector<std::string> modalities_;
  std::string bucket_;
  std::string compare_;
  std::string imprecise_;
  std::string duplicates_;
  std::string as_of_;
  uint32_t top_ = 0;
  bool fill_ = false;
  bool other_ = false;
  bool raw_ = false;
  bool explain_ = false;
  bool analyze_ = false;
  bool no_cache_ = false;
  bool list_fields_ = false;
};

}  // namespace oxus::cli
