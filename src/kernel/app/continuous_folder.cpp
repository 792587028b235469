#include "kernel/app/continuous_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "kernel/app/backup_manifest.h"
#include "kernel/shipping/segment_row.h"

namespace stoa {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view generation_prefix = "generation-", base_prefix = "base-",
                           segment_prefix = "segment-";

bool is_generation(const fs::path& path) {
  return path.filename().string().starts_with(generation_prefix);
}

std::vector<fs::path> generations_in(const fs::path& continuous) {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(continuous))
    if (entry.is_directory() && is_generation(entry.path())) all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<KeptBase> bases_in(const fs::path& generation) {
  std::vector<KeptBase> all;
  for (const auto& entry : fs::directory_iterator(generation)) {
    const auto first = shipping::number_of(entry.path(), base_prefix);
    if (!first || !fs::exists(entry.path() / manifest_name)) continue;
    all.push_back({.folder = entry.path(),
                   .generation = generation,
                   .first = *first,
                   .from = read_manifest(entry.path()).taken_at});
  }
  return all;
}

// From when until when a base leads, if it leads anywhere.
struct Span {
  Timestamp from, until;
};

std::optional<Span> span_of(const KeptBase& base) {
  const auto until = shipping::complete_until(base.generation, base.first);
  if (!until || *until < base.from) return {};
  return Span{base.from, *until};
}

// Those that meet are one.
std::vector<Span> all_spans(const std::vector<KeptBase>& bases) {
  std::vector<Span> all;
  for (const auto& base : bases) {
    const auto span = span_of(base);
    if (!span) continue;
    if (!all.empty() && all.back().until >= span->from)
      all.back().until = std::max(all.back().until, span->until);
    else
      all.push_back(*span);
  }
  return all;
}

std::string text_of(const std::vector<Span>& spans) {
  std::string text;
  for (const auto& span : spans)
    text += fmt::format("{}from {} until {}", text.empty() ? "" : ", ", to_string(span.from),
                        to_string(span.until));
  return text;
}

// A base without its manifest is none, whenever the rest goes.
void remove_base(const fs::path& base) {
  fs::remove(base / manifest_name);
  fs::remove_all(base);
}

void remove_generation(const fs::path& generation) {
  for (const auto& base : bases_in(generation)) remove_base(base.folder);
  fs::remove_all(generation);
}

void trim(const fs::path& generation, std::uint64_t first) {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(generation)) all.push_back(entry.path());
  for (const auto& path : all) {
    if (const auto base = shipping::number_of(path, base_prefix); base && *base < first)
      remove_base(path);
    if (const auto segment = shipping::number_of(path, segment_prefix); segment && *segment < first)
      fs::remove(path);
  }
}

}  // namespace

std::optional<fs::path> continuous_in(const fs::path& folder) {
  if (fs::is_directory(folder / "continuous")) return folder / "continuous";
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none))
    if (is_generation(entry.path())) return folder;
  return {};
}

fs::path shelf_of(const fs::path& continuous) { return continuous / "files"; }

fs::path generation_path(const fs::path& continuous, Timestamp begun) {
  return continuous / (std::string(generation_prefix) + time_for_names(begun));
}

fs::path base_path(const fs::path& generation, std::uint64_t first) {
  return generation / fmt::format("{}{:06}", base_prefix, first);
}

std::vector<KeptBase> kept_bases(const fs::path& continuous) {
  std::vector<KeptBase> all;
  for (const auto& generation : generations_in(continuous))
    for (auto& base : bases_in(generation)) all.push_back(std::move(base));
  std::sort(all.begin(), all.end(),
            [](const KeptBase& a, const KeptBase& b) { return a.from < b.from; });
  return all;
}

std::uint64_t bytes_kept(const fs::path& continuous) {
  std::uint64_t bytes = 0;
  std::error_code gone;
  for (const auto& generation : generations_in(continuous))
    for (const auto& entry : fs::recursive_directory_iterator(generation, gone))
      if (entry.is_regular_file(gone)) bytes += entry.file_size(gone);
  return bytes;
}

RestorePoint restore_point(const fs::path& continuous, std::optional<Timestamp> at) {
  const auto bases = kept_bases(continuous);
  const auto spans = all_spans(bases);
  if (spans.empty())
    throw std::runtime_error(fmt::format("{} has no base yet from which anything can be restored.",
                                         continuous.string()));
  const Timestamp last = spans.back().until, wanted = at.value_or(last);
  for (auto base = bases.rbegin(); base != bases.rend(); ++base) {
    if (base->from > wanted) continue;
    const auto until = shipping::complete_until(base->generation, base->first, wanted);
    if (until && *until >= wanted) return {.base = *base, .at = wanted, .last = last};
  }
  throw std::runtime_error(fmt::format("{} cannot be restored. There is every moment {}.",
                                       to_string(wanted), text_of(spans)));
}

std::optional<Timestamp> keep_since(const fs::path& continuous, Timestamp since,
                                    const fs::path& under_way) {
  const auto bases = kept_bases(continuous);
  auto oldest = std::find_if(bases.rbegin(), bases.rend(),
                             [&](const KeptBase& base) { return base.from <= since; });
  const Timestamp from = oldest == bases.rend() ? Timestamp{} : oldest->from;
  for (const auto& generation : generations_in(continuous)) {
    std::optional<std::uint64_t> first;
    for (const auto& base : bases)
      if (base.generation == generation && base.from >= from)
        first = std::min(first.value_or(base.first), base.first);
    if (first) trim(generation, *first);
    if (!first && generation != under_way) remove_generation(generation);
  }
  for (const auto& base : bases)
    if (base.from >= from) return base.from;
  return {};
}

std::string time_for_names(Timestamp at) {
  std::string time = to_string(at);
  std::erase_if(time, [](char c) { return c == '-' || c == ':' || c == 'Z'; });
  return time;
}

}  // namespace stoa
