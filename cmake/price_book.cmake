# The price book is compiled in: a host tool reads the CSV files with the reader that `--prices DIR` uses, and writes
# them as constexpr tables. A mistake in a CSV file fails the build with its file and line.
set(price_book_folder ${PROJECT_SOURCE_DIR}/models/pricing/book)
file(GLOB price_book_csv CONFIGURE_DEPENDS ${price_book_folder}/*.csv)

set(pricing ${PROJECT_SOURCE_DIR}/models/pricing)
add_executable(price_book_generator
  ${pricing}/generator/main.cpp ${pricing}/book_reader.cpp ${pricing}/instance_reader.cpp ${pricing}/csv.cpp
  ${pricing}/sku_info.cpp)
target_include_directories(price_book_generator PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(price_book_generator PRIVATE headroom_flags fmt::fmt)

set(price_book_source ${PROJECT_BINARY_DIR}/generated/price_book_tables.cpp)
add_custom_command(
  OUTPUT ${price_book_source}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/generated
  COMMAND price_book_generator ${price_book_folder} ${price_book_source}
  DEPENDS price_book_generator ${price_book_csv}
  COMMENT "Writing the price book as tables"
  VERBATIM)
target_sources(headroom_models PRIVATE ${price_book_source})
